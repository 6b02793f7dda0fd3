"""Fetching without a network: what pooch is asked for, and what is said of what it raises."""

import hashlib
import io
import stat
from pathlib import Path

import pooch
import pytest
import requests

from analysis.errors import InputError
from analysis.record import dates as fetching
from analysis.record.dates import fetch_ucdp

BODY = b"0123456789" * 5_000


@pytest.fixture
def web(monkeypatch):
    """Addresses and what they answer: bytes, or an error; and what was asked."""
    pages, asked = {}, []

    def answer(_self, url, output_file, _pooch):
        asked.append(url)
        found = pages[url]
        if isinstance(found, Exception):
            raise found
        Path(getattr(output_file, "name", output_file)).write_bytes(found)

    monkeypatch.setattr(pooch.HTTPDownloader, "__call__", answer)
    return pages, asked


def refused(code):
    answer = requests.Response()
    answer.status_code = code
    return requests.HTTPError(response=answer)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (refused(403), r"does not give ged261-csv\.zip \(answer: 403\)"),
        (refused(404), r"answer: 404"),
        (requests.ConnectionError(), r"answer: none\): check connection"),
        (requests.Timeout(), r"answer: none"),
        (requests.exceptions.ChunkedEncodingError(), r"answer: none"),
        (OSError(28, "No space left on device"), r"cannot be kept \(No space left"),
    ],
)
def test_refusals_are_said_and_nothing_is_kept(web, tmp_path, error, said):
    web[0]["https://ucdp.uu.se/downloads/ged/ged261-csv.zip"] = error
    with pytest.raises(InputError, match=said) as caught:
        fetch_ucdp("26.1", tmp_path / "raw")
    assert "\n" not in str(caught.value) and caught.value.__cause__ is None
    assert list((tmp_path / "raw").iterdir()) == []


def test_a_changed_file_is_refused_and_a_known_one_not_fetched_again(web, tmp_path, monkeypatch):
    pages, asked = web
    pages["https://ucdp.uu.se/downloads/ged/ged261-csv.zip"] = BODY
    with pytest.raises(InputError, match=r"ged261-csv\.zip is not the file that was expected"):
        fetch_ucdp("26.1", tmp_path)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setitem(fetching.KNOWN, "26.1", "sha256:" + hashlib.sha256(BODY).hexdigest())
    for _ in range(2):
        assert fetch_ucdp("26.1", tmp_path).read_bytes() == BODY
    assert len(asked) == 2
    assert stat.S_IMODE((tmp_path / "ged261-csv.zip").stat().st_mode) == 0o600
    for version in ("26", "26.0.13.1", "../x"):
        with pytest.raises(InputError, match="is no UCDP version"):
            fetch_ucdp(version, tmp_path)
    assert len(asked) == 2


def test_nobody_leads_elsewhere(monkeypatch, tmp_path):
    asked = []

    def send(_self, request, **_):
        asked.append(request.url)
        answer = requests.Response()
        answer.status_code, answer.url, answer.request = 302, request.url, request
        answer.headers["Location"] = "http://127.0.0.1:9/ged.csv"
        answer.raw = io.BytesIO(b"id\n")
        return answer

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)
    with pytest.raises(InputError, match=r"does not give GEDEvent_v26_0_8\.csv \(answer: 302\)"):
        fetch_ucdp("26.0.8", tmp_path)
    assert [url.partition("/downloads")[0] for url in asked] == ["https://ucdp.uu.se"]
    assert list(tmp_path.iterdir()) == []
