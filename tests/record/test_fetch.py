"""Fetching from a server that misbehaves on purpose."""

import hashlib
import io
import json
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from analysis.errors import InputError
from analysis.record import fetch as fetching
from analysis.record.fetch import Downloader, fetch, fetch_acled, fetch_boundaries, fetch_ucdp, unpack
from tests.record import event_samples as samples

BODY = b"0123456789" * 50_000
LOGIN = {"username": "somebody", "password": "open-sesame"}


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, '{"type": "FeatureCollection"}')
    return stream.getvalue()


class Misbehaving(BaseHTTPRequestHandler):
    seen: list[tuple[str, str]] = []  # noqa: RUF012

    def log_message(self, *_args):
        pass

    def answer(self, code, body=b"", length=None, **headers):
        self.send_response(code)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        path, wanted = self.path.split("?")[0], self.headers.get("Range", "")
        self.seen.append((self.path, wanted))
        nth = sum(item[0] == self.path for item in self.seen)
        code = {"/401": 401, "/403": 403, "/404": 404, "/429": 429, "/500": 500, "/418": 418}.get(path)
        if code:
            self.answer(code, b"<html>no</html>")
        elif path == "/flaky":
            self.answer(503) if nth == 1 else self.answer(200, BODY)
        elif path == "/cut":  # breaks off twice, and can resume
            start = int(wanted[6:-1]) if wanted else 0
            self.answer(206 if wanted else 200, BODY[start : start + 200_000], len(BODY) - start)
        elif path == "/cut-no-range":  # breaks off once, and cannot resume
            self.answer(200, BODY[: 100_000 if nth == 1 else None], len(BODY))
        elif path == "/always-cut":
            self.answer(200, BODY[:1000], len(BODY))
        elif path == "/liar":  # says that it is small and goes on
            self.send_response(200)
            self.end_headers()
            self.wfile.write(BODY)
        elif path == "/index":
            port = self.server.server_address[1]
            files = [
                {
                    "name": "mli_adm.geojson.zip",
                    "format": "GeoJSON",
                    "url": f"http://127.0.0.1:{port}/mli_adm.zip",
                }
            ]
            self.answer(200, json.dumps({"result": {"resources": files}}).encode())
        elif path == "/mli_adm.zip":
            self.answer(200, zipped("mli_admbnda_adm1.geojson", "x/mli_admbnda_adm2.geojson"))
        elif path == "/api/acled/read":
            self.acled()
        else:
            self.answer(200, BODY)

    def acled(self):
        if self.headers.get("Authorization") != "Bearer t0ken":
            self.answer(401)
        else:
            rows = samples.acled_json()["data"]
            page = int(self.path.rsplit("=", 1)[1])
            self.answer(200, json.dumps({"success": True, "data": rows[3 * page - 3 : 3 * page]}).encode())

    def do_POST(self):
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path.startswith("/strange"):
            self.answer(200, b"{}")
        elif "password=open-sesame" in form and "grant_type=password" in form and "client_id=acled" in form:
            self.answer(200, b'{"access_token": "t0ken"}')
        else:
            self.answer(401, form.encode())


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    Misbehaving.seen.clear()
    service = ThreadingHTTPServer(("127.0.0.1", 0), Misbehaving)
    threading.Thread(target=service.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{service.server_address[1]}"
    service.shutdown()
    service.server_close()


def quick(**options):
    return Downloader(wait=0, **options)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/401", r"refused the name or password \(401\)"),
        ("/403", r"refuses this account or address \(403\)"),
        ("/404", r"no such file \(404\)"),
        ("/429", r"asks to wait \(429\)"),
        ("/500", r"out of order \(500\)"),
        ("/418", r"answered 418"),
        ("/always-cut", "breaks off before the end"),
        ("/big", r"more than 1,000 bytes: nothing was kept"),
        ("/liar", r"more than 1,000 bytes: nothing was kept"),
    ],
)
def test_refusals_are_said_and_nothing_is_kept(server, tmp_path, path, said):
    limit = 1000 if path in ("/big", "/liar") else 10**9
    with pytest.raises(InputError, match=said) as caught:
        fetch(f"{server}{path}", tmp_path / "raw", None, quick(limit=limit))
    assert str(caught.value).startswith("127.0.0.1") and "\n" not in str(caught.value)
    assert list((tmp_path / "raw").iterdir()) == []


@pytest.mark.parametrize(("path", "asked"), [("/flaky", 2), ("/cut", 3), ("/cut-no-range", 2), ("/plain", 1)])
def test_a_broken_line_is_taken_up_again(server, tmp_path, path, asked):
    steps = []
    file = fetch(
        f"{server}{path}", tmp_path, None, quick(progress=lambda have, whole: steps.append((have, whole)))
    )
    assert file.read_bytes() == BODY and len(Misbehaving.seen) == asked
    assert steps[-1] == (len(BODY), len(BODY))
    if path == "/cut":
        starts = [int(item[1][6:-1] or 0) if item[1] else 0 for item in Misbehaving.seen]
        assert 180_000 < starts[1] <= 200_000 < 360_000 < starts[2] <= 400_000
    note = json.loads((tmp_path / f"{file.name}.source.json").read_text())
    assert note["sha256"] == hashlib.sha256(BODY).hexdigest() and len(note["retrieved"]) == 10


def test_a_changed_file_is_refused_and_a_known_one_not_fetched_again(server, tmp_path, monkeypatch):
    monkeypatch.setitem(fetching.KNOWN, "26.1", "0" * 64)
    with pytest.raises(InputError, match=r"ged261-csv\.zip .* is not the file that was expected"):
        fetch_ucdp("26.1", tmp_path, quick(), server)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setitem(fetching.KNOWN, "26.1", hashlib.sha256(BODY).hexdigest())
    for _ in range(2):
        assert fetch_ucdp("26.1", tmp_path, quick(), server).name == "ged261-csv.zip"
    assert len(Misbehaving.seen) == 2


def test_offline_is_said(server, tmp_path):
    with pytest.raises(InputError, match=r"127\.0\.0\.1:9 does not answer: check the connection"):
        fetch("http://127.0.0.1:9/x", tmp_path, None, quick(tries=2))
    for version in ("26", "26.0.13.1", "../x", "candidate 26-8"):
        with pytest.raises(InputError, match="is no UCDP version"):
            fetch_ucdp(version, tmp_path, quick(), server)
    assert Misbehaving.seen == []


def test_boundaries_are_found_and_unpacked(server, tmp_path):
    file = fetch_boundaries(tmp_path, quick(), f"{server}/index")
    assert file.name == "mli_admbnda_adm2.geojson" and file.parent == tmp_path
    with pytest.raises(InputError, match="lists no GeoJSON boundaries"):
        fetch_boundaries(tmp_path, quick(), f"{server}/plain")


@pytest.mark.parametrize(
    "name", ["../evil.csv", "/etc/evil.csv", "a/../../evil.csv", "..\\evil.csv", "C:\\evil.csv"]
)
def test_no_archive_writes_outside_its_folder(tmp_path, name):
    archive = tmp_path / "a.zip"
    archive.write_bytes(zipped("good.csv", name))
    (tmp_path / "raw").mkdir()
    unpack(archive, tmp_path / "raw", r"\.csv")
    found = [item.relative_to(tmp_path).as_posix() for item in tmp_path.rglob("*.*")]
    assert len(found) == 3 and all(item == "a.zip" or item.startswith("raw/") for item in found)


def test_no_archive_unpacks_beyond_its_limit(tmp_path):
    archive = tmp_path / "a.zip"
    archive.write_bytes(zipped("good.csv"))
    with pytest.raises(InputError, match="unpacks to more than 10 bytes"):
        unpack(archive, tmp_path, r"\.csv", limit=10)
    assert [file.name for file in unpack(archive, tmp_path, r"\.csv")] == ["good.csv"]
    archive.write_bytes(archive.read_bytes()[:-30])
    with pytest.raises(InputError, match="damaged or locked"):
        unpack(archive, tmp_path, r"\.csv")


def test_acled_reads_all_pages_and_keeps_no_password(server, tmp_path, monkeypatch, data):
    from analysis.record.imports import import_events

    monkeypatch.setattr(fetching, "PAGE", 3)
    file = fetch_acled(tmp_path / "raw", LOGIN.__getitem__, downloader=quick(), base=server)
    assert len(json.loads(file.read_text())["data"]) == 8
    report = import_events(file, "acled", data=data, strict=True)
    assert report.rows_used == 8 and len(report.about["retrieved"]) == 10
    for path in (tmp_path / "raw").iterdir():
        assert not any(word in path.read_text() for word in ("open-sesame", "t0ken", "somebody"))
    assert sorted(path.name for path in (tmp_path / "raw").iterdir()) == [
        "acled_mali.json",
        "acled_mali.json.source.json",
    ]


def test_acled_refusals_hold_no_password(server, tmp_path, monkeypatch):
    monkeypatch.setenv("ACLED_USERNAME", "somebody")
    monkeypatch.delenv("ACLED_PASSWORD", raising=False)
    with pytest.raises(InputError, match="set ACLED_USERNAME and ACLED_PASSWORD"):
        fetch_acled(tmp_path, downloader=quick(), base=server)
    monkeypatch.setenv("ACLED_PASSWORD", "wrong-secret")
    for base, said in (
        (server, r"\(401\)"),
        (f"{server}/strange", "no access token"),
        ("http://127.0.0.1:9", "no access"),
    ):
        with pytest.raises(InputError, match=said) as caught:
            fetch_acled(tmp_path, downloader=quick(), base=base)
        assert "wrong-secret" not in str(caught.value) and caught.value.__cause__ is None
