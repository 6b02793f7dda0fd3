"""Fetching without a network: what pooch is asked for, and what is said of what it raises."""

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pooch
import pytest
import requests

from analysis.errors import InputError
from analysis.record import fetch as fetching
from analysis.record.fetch import fetch, fetch_boundaries, fetch_ucdp

BODY = b"0123456789" * 5_000


def zipped(*names):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, '{"type": "FeatureCollection"}')
    return stream.getvalue()


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
        (refused(403), r"refuses this address \(403\)"),
        (refused(404), r"no such file \(404\)"),
        (refused(429), r"asks to wait \(429\)"),
        (refused(500), r"answered 500: try again"),
        (requests.ConnectionError(), "does not answer, or breaks off"),
        (requests.Timeout(), "does not answer, or breaks off"),
        (requests.exceptions.ChunkedEncodingError(), "does not answer, or breaks off"),
        (OSError(28, "No space left on device"), r"cannot be kept \(No space left"),
    ],
)
def test_refusals_are_said_and_nothing_is_kept(web, tmp_path, error, said):
    web[0]["https://ucdp.uu.se/a.csv"] = error
    with pytest.raises(InputError, match=said) as caught:
        fetch("https://ucdp.uu.se/a.csv", tmp_path / "raw")
    assert "\n" not in str(caught.value) and caught.value.__cause__ is None
    assert list((tmp_path / "raw").iterdir()) == []


@pytest.mark.parametrize(
    "url",
    [
        "http://ucdp.uu.se/a",
        "https://ucdp.uu.se.example.org/a",
        "https://example.org/a",
        "file:///etc/passwd",
        "",
    ],
)
def test_only_https_and_known_hosts_are_asked(web, tmp_path, url):
    with pytest.raises(InputError, match=r"is not fetched: only https addresses of ucdp\.uu\.se"):
        fetch(url, tmp_path)
    assert web[1] == []


def test_a_changed_file_is_refused_and_a_known_one_not_fetched_again(web, tmp_path, monkeypatch):
    pages, asked = web
    pages["https://ucdp.uu.se/downloads/ged/ged261-csv.zip"] = BODY
    with pytest.raises(InputError, match=r"ged261-csv\.zip .* is not the file that was expected"):
        fetch_ucdp("26.1", tmp_path)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setitem(fetching.KNOWN, "26.1", hashlib.sha256(BODY).hexdigest())
    for _ in range(2):
        assert fetch_ucdp("26.1", tmp_path).read_bytes() == BODY
    assert len(asked) == 2
    for version in ("26", "26.0.13.1", "../x", "candidate 26-8"):
        with pytest.raises(InputError, match="is no UCDP version"):
            fetch_ucdp(version, tmp_path)
    assert len(asked) == 2


def test_boundaries_are_found_and_unpacked(web, tmp_path):
    pages, _ = web
    url = "https://data.humdata.org/mli_adm.zip"
    listed = {"result": {"resources": [{"name": "mli_adm.geojson.zip", "format": "GeoJSON", "url": url}]}}
    pages[fetching.HDX] = json.dumps(listed).encode()
    pages[url] = zipped("adm1.geojson", "x/mli_admbnda_adm2.geojson")
    file = fetch_boundaries(tmp_path / "a")
    assert file.name == "mli_admbnda_adm2.geojson" and file.parent == tmp_path / "a"
    for content, said in ((zipped("adm1.geojson"), "does not hold one file"), (BODY, "is a damaged archive")):
        pages[url] = content
        with pytest.raises(InputError, match=said):
            fetch_boundaries(tmp_path / said)
    for listing in (b"[]", b"{", b'{"result": {"resources": []}}'):
        pages[fetching.HDX] = listing
        with pytest.raises(InputError, match="lists no GeoJSON boundaries"):
            fetch_boundaries(tmp_path / "b")


@pytest.mark.parametrize("name", ["../adm2.json", "/etc/adm2.json", "a/../../adm2.json", "..\\adm2.json"])
def test_no_archive_writes_outside_its_folder(tmp_path, name):
    archive = tmp_path / "raw" / "a.zip"
    archive.parent.mkdir()
    archive.write_bytes(zipped("good.csv", name))
    assert fetching._unpacked(archive) == tmp_path / "raw" / "adm2.json"
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == ["a.zip", "adm2.json"]
