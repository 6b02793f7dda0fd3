"""Files broken at random, seeded: cells, or one sentence, and never anything else."""

import random

import pytest

from analysis.errors import InputError
from benchmarks.fuzz import broken
from tests.record import event_samples as samples

FILES = 14  # each seed


@pytest.fixture
def files(tmp_path):
    return [
        samples.ucdp(samples.UCDP_49).encode(),
        samples.as_csv(samples.acled("new")).encode(),
        samples.as_csv(samples.sheet_fr(), ";").encode(),
        samples.ucdp(samples.UCDP_42).encode(),
        samples.as_csv(samples.acled("monadic")).encode("utf-16"),
        samples.as_xlsx(samples.sheet_fr(dates=True), tmp_path / "a.xlsx", 2),
    ]


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(n, marks=pytest.mark.proof) for n in range(2, 8))])
def test_a_file_broken_at_random_is_read_or_refused_in_a_sentence(bring_in, files, data, seed):
    rng = random.Random(seed)  # noqa: S311 -- files, not secrets
    read = 0
    for _ in range(FILES):
        content = broken(rng.choice(files), rng)
        try:
            report = bring_in(content, "given.csv")
        except InputError as error:
            assert "\n" not in str(error) and len(str(error)) < 400
        else:
            read += 1
            assert report.about["rows_read"] == (
                report.about["rows_used"] + sum(report.about["rows_refused"].values())
            )
    assert 0 < read < FILES and not list((data / "events").glob(".*"))
