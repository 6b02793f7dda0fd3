"""Fetching sources into ``data/raw``: checked, limited, resumed, and plain about what went wrong."""

from __future__ import annotations

import json
import os
import re
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from email.utils import parsedate_tz
from pathlib import Path, PurePosixPath
from typing import Any

from analysis.errors import InputError, in_words
from analysis.record.cells import months_of
from analysis.record.files import DAMAGE

UCDP = "https://ucdp.uu.se/downloads"
HDX = "https://data.humdata.org/api/3/action/package_show?id=cod-ab-mli"
ACLED = "https://acleddata.com"
KNOWN = {"26.1": "8c941d84954e555ee2e54f40fa04d9203bf1e2f962203d0a9930966c4947c667"}
LIMIT = 2_000_000_000  # bytes: several times the largest file that any of the sources publishes
BLOCK = 1 << 14  # bytes: what a line that breaks can lose
PAGE = 5000  # rows of ACLED's answer
SAID = {
    401: "refused the name or password (401): check them",
    403: "refuses this account or address (403): ask the publisher for access",
    404: "has no such file (404): it may not be published yet, or the version is wrong",
    429: "asks to wait (429): try again in some minutes",
}
BROKEN_OFF = "breaks off before the end: try again later"
Progress = Callable[[int, int], None]


@dataclass
class Downloader:
    """What pooch calls to download: within a limit, resuming where a line broke.

    Parameters
    ----------
    limit : int
        Bytes; a larger file is refused before, or as soon as, it shows.
    tries, wait : int, float
        How often, and seconds in between, doubled each time.
    progress : callable, optional
        Called with the bytes so far and in all (0 where the server does not say).
    """

    limit: int = LIMIT
    tries: int = 4
    wait: float = 1.0
    progress: Progress | None = None
    headers: dict[str, str] = field(default_factory=dict)
    answered: str = ""

    def __call__(self, url: str, output_file: Any, _pooch: Any = None) -> None:
        """Download `url` to the path or open file that pooch gives."""
        import requests

        path = Path(output_file if isinstance(output_file, str | Path) else output_file.name)
        path.write_bytes(b"")
        said = self.answered = ""
        for attempt in range(self.tries):
            time.sleep(self.wait * (2**attempt - 1))
            try:
                if self._attempt(url, path):
                    return
                said = BROKEN_OFF
            except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError):
                said = BROKEN_OFF if self.answered else "does not answer: check the connection"
            except requests.HTTPError as error:
                said = f"is out of order ({error}): try again later"
            except requests.RequestException:
                raise InputError(f"{_host(url)} cannot be asked: check the address.") from None
        raise InputError(f"{_host(url)} {said}.")

    def _attempt(self, url: str, path: Path) -> bool:
        """Ask for what is still lacking; say whether all of it is there."""
        import requests

        have = path.stat().st_size
        asked = self.headers | ({"Range": f"bytes={have}-"} if have else {}) | {"Accept-Encoding": "identity"}
        with requests.get(url, headers=asked, stream=True, timeout=60) as answer:
            _accept(url, answer)
            if answer.status_code != 206:
                have = 0  # the server starts anew
            whole = int(answer.headers.get("Content-Length", 0))
            whole += have if whole else 0
            self.answered = answer.headers.get("Date", "")
            with path.open("ab" if have else "wb") as stream:
                for block in answer.iter_content(BLOCK):
                    have += len(block)
                    if max(have, whole) > self.limit:
                        raise InputError(
                            f"{_host(url)} sends more than {self.limit:,} bytes: nothing was kept."
                        )
                    stream.write(block)
                    if self.progress:
                        self.progress(have, whole)
        return not whole or have == whole


def _host(url: str) -> str:
    return url.split("/")[2] if url.count("/") > 2 else url


def _accept(url: str, answer: Any) -> None:
    """Let what may be tried again be an error of requests; any other refusal is said at once."""
    import requests

    code = answer.status_code
    if code >= 500 or code == 416:
        raise requests.HTTPError(str(code))
    if code not in (200, 206):
        raise InputError(f"{_host(url)} {SAID.get(code, f'answered {code}: check the address')}.")


def fetch(
    url: str, folder: Path, sha256: str | None = None, downloader: Downloader | None = None, name: str = ""
) -> Path:
    """Download a file once, check its hash, and put a note of its source beside it.

    Parameters
    ----------
    url : str
    folder : Path
        Usually ``data/raw``.
    sha256 : str, optional
        What the file must hash to; a file already there with this hash is not fetched again.
    downloader : Downloader, optional
    name : str
        By default the last part of the address.

    Returns
    -------
    Path
        Beside it, ``<name>.source.json`` with the address, the hash and the server's date,
        which `analysis.record.imports.import_events` reads.

    Raises
    ------
    InputError
        Offline, refused (401, 403), not there, too large, cut off, or changed; then nothing is kept.
    """
    import pooch

    pooch.get_logger().setLevel("ERROR")  # it would print machine paths
    name = name or PurePosixPath(url.split("?")[0]).name
    downloader = downloader or Downloader()
    known = f"sha256:{sha256}" if sha256 else None
    changed = (
        f"{name} from {_host(url)} is not the file that was expected (its SHA-256 differs): the publisher"
        " changed it or the line damaged it; try again, or fetch it by hand and compare."
    )
    full = in_words(lambda error: f"{name} cannot be kept ({error.strerror}): make room.", OSError)
    with full, in_words(changed, ValueError):
        pooch.retrieve(url, known, fname=name, path=folder, downloader=downloader)
    target = folder / name
    if downloader.answered:
        _note(target, url, pooch.file_hash(str(target)), downloader.answered)
    return target


def _note(target: Path, url: str, sha256: str, answered: str) -> None:
    """Put beside a file where it is from and the server's date, "" where the server told none."""
    date = parsedate_tz(answered)
    note = {"url": url, "sha256": sha256, "retrieved": "{:04}-{:02}-{:02}".format(*date) if date else ""}
    text = json.dumps(note, indent=2) + "\n"
    target.with_name(f"{target.name}.source.json").write_text(text, encoding="utf-8")


def ucdp_address(version: str, base: str = UCDP) -> str:
    """Return where UCDP publishes a version of its event data.

    Parameters
    ----------
    version : str
        ``26.1`` (yearly), ``26.0.8`` or ``candidate 2026-08`` (a month), ``26.01.26.06``
        (cumulative).

    Examples
    --------
    >>> ucdp_address("26.1")
    'https://ucdp.uu.se/downloads/ged/ged261-csv.zip'
    >>> ucdp_address("candidate 2026-08")
    'https://ucdp.uu.se/downloads/candidateged/GEDEvent_v26_0_8.csv'
    """
    if match := re.fullmatch(r"(?:candidate )?20(\d\d)-(\d\d)", version.strip(), re.ASCII):
        version = f"{match[1]}.0.{int(match[2])}"
    if not months_of(version):
        raise InputError(f"{version!r} is no UCDP version: write 26.1, 26.0.8 or 26.01.26.06.")
    if version.endswith(".1") and version.count(".") == 1:
        return f"{base}/ged/ged{version.replace('.', '')}-csv.zip"
    return f"{base}/candidateged/GEDEvent_v{version.replace('.', '_')}.csv"


def fetch_ucdp(version: str, folder: Path, downloader: Downloader | None = None, base: str = UCDP) -> Path:
    """Fetch a version of UCDP's event data; the hash is checked where it is known."""
    return fetch(ucdp_address(version, base), folder, KNOWN.get(version), downloader)


def fetch_boundaries(folder: Path, downloader: Downloader | None = None, index: str = HDX) -> Path:
    """Fetch OCHA's cercle boundaries from HDX, and unpack the one file that holds them."""
    downloader = downloader or Downloader()
    told = in_words(
        f"{_host(index)} lists no GeoJSON boundaries: fetch them by hand.",
        ValueError, LookupError, TypeError, StopIteration,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as beside, told:
        listing = fetch(index, Path(beside), None, downloader, "cod-ab-mli.json")
        listed = json.loads(listing.read_text(encoding="utf-8"))["result"]["resources"]
        drawn = (item for item in listed if "geojson" in f"{item['name']} {item['format']}".casefold())
        url = next(drawn)["url"]
    archive = fetch(url, folder, None, downloader)
    if archive.suffix != ".zip":
        return archive
    wanted = unpack(archive, folder, r"adm(in)?_?2[^/]*\.(geo)?json", downloader.limit)
    if len(wanted) != 1:
        raise InputError(f"{archive.name} holds {len(wanted)} files of cercles, not one: unpack it by hand.")
    return wanted[0]


def unpack(archive: Path, folder: Path, pattern: str, limit: int = LIMIT) -> list[Path]:
    """Unpack the members whose names match, flat into `folder`: never outside it, never beyond a size.

    Raises
    ------
    InputError
        Where the archive is damaged or unpacks to more than `limit` bytes; then nothing is written.
    """
    told = in_words(f"{archive.name} is a damaged or locked archive: fetch it again.", *DAMAGE)
    with told, zipfile.ZipFile(archive) as pack:
        chosen = [item for item in pack.infolist() if re.search(f"(?i){pattern}$", item.filename)]
        if sum(item.file_size for item in chosen) > limit:
            raise InputError(f"{archive.name} unpacks to more than {limit:,} bytes: nothing was written.")
        names = [PurePosixPath(item.filename.replace("\\", "/")).name for item in chosen]
        contents = dict(zip(names, map(pack.read, chosen), strict=True))
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


def fetch_acled(
    folder: Path,
    ask: Callable[[str], str] | None = None,
    first: str = "1997-01-01",
    downloader: Downloader | None = None,
    base: str = ACLED,
) -> Path:
    """Fetch ACLED's events in Mali with the user's own account, to ``acled_mali.json``.

    The name and password come from ``ACLED_USERNAME`` and ``ACLED_PASSWORD``, or from `ask`
    (a prompt that is given "username" or "password"). They are sent to ACLED's token address
    and nowhere else; they are not stored, and no message holds them.

    Raises
    ------
    InputError
        No account given, refused, or an answer without events.
    """
    account = {"Authorization": f"Bearer {_token(base, ask)}"}
    downloader = replace(downloader or Downloader(), headers=account)
    folder.mkdir(parents=True, exist_ok=True)
    events: list[Any] = []
    query = f"_format=json&country=Mali&event_date={first}|2100-01-01&event_date_where=BETWEEN&limit={PAGE}"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".acled-") as beside:
        part = Path(beside) / "page.json"
        for page in range(1, 1 + LIMIT // PAGE):
            downloader(f"{base}/api/acled/read?{query}&page={page}", part)
            with in_words("ACLED's answer is no JSON: try again later.", ValueError, AttributeError):
                found = json.loads(part.read_text(encoding="utf-8")).get("data")
            if not isinstance(found, list) or (page == 1 and not found):
                raise InputError("ACLED's answer holds no events: ask ACLED what the account may read.")
            events += found
            if len(found) < PAGE:
                break
    target = folder / "acled_mali.json"
    target.write_text(json.dumps({"data": events}, ensure_ascii=False) + "\n", encoding="utf-8")
    _note(target, f"{base}/api/acled/read", "", downloader.answered)
    return target


def _token(base: str, ask: Callable[[str], str] | None) -> str:
    import requests

    given = {
        what: os.environ.get(f"ACLED_{what.upper()}") or (ask(what) if ask else "")
        for what in ("username", "password")
    }
    if not all(given.values()):
        raise InputError("ACLED asks for an account: set ACLED_USERNAME and ACLED_PASSWORD.")
    form = given | {"grant_type": "password", "client_id": "acled"}
    none = f"{_host(base)} gave no access token: try again later."
    with in_words(none, requests.RequestException, KeyError, TypeError):
        answer = requests.post(f"{base}/oauth/token", data=form, timeout=60)
        _accept(base, answer)
        return str(answer.json()["access_token"])
