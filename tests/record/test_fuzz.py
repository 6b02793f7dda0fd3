"""Files broken at random, seeded: cells, or one sentence, and never anything else."""

import gzip
import random

import pytest

from analysis.errors import InputError
from tests.record import event_samples as samples

WORDS = [
    b'"', b",", b"\n", b"\r", b"\x00", b"\xff", b"-1", b"1e999", b"nan", b"inf", b"9" * 20, b"=1+1", b"#",
    b'"""', b";", b"\t", b"{", b"2021Q9", b"0001-01-01", b"9999-12-31", b"Mali", b"\xef\xbb\xbf", b"\xc3",
    b"<", b"1" * 400, b"29/02/2021", b"\xf0\x9f\x98\x80", b"0x10", b"1_000", "٣".encode(),
]  # fmt: skip
FILES = 14  # each seed


@pytest.fixture
def files(tmp_path):
    return [
        samples.ucdp(samples.UCDP_49).encode(),
        samples.as_csv(samples.acled("new")).encode(),
        samples.as_csv(samples.sheet_fr(), ";").encode(),
        gzip.compress(samples.ucdp(samples.UCDP_42).encode()),
        samples.as_csv(samples.acled("monadic")).encode("utf-16"),
        samples.as_xlsx(samples.sheet_fr(dates=True), tmp_path / "a.xlsx", 2),
    ]


def broken(content: bytes, rng: random.Random) -> bytes:
    made = bytearray(content)
    for _ in range(rng.randint(1, 6)):
        at, kind = rng.randrange(len(made) + 1), rng.randrange(5)
        if kind == 0:
            made[at:at] = rng.choice(WORDS)
        elif kind == 1:
            made[at : at + rng.randint(1, 30)] = rng.choice(WORDS)
        elif kind == 2:
            del made[at : at + rng.randint(1, 200)]
        elif kind == 3 and made:
            made[rng.randrange(len(made))] = rng.randrange(256)
        else:
            made = made[:at] or made
    return bytes(made)


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
