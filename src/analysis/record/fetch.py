"""Fetching sources into ``data/raw``: checked, limited, resumed, and plain about what went wrong."""

from __future__ import annotations

import json
import os
import re
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from analysis.errors import InputError
from analysis.record.cells import months_of

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
        path = Path(output_file if isinstance(output_file, str | Path) else output_file.name)
        path.write_bytes(b"")
        said = "does not answer: check the connection"
        for attempt in range(self.tries):
            time.sleep(self.wait * (2**attempt - 1))
            try:
                if self._attempt(url, path):
                    return
                said = "breaks off before the end: try again later"
            except _Later as error:
                said = str(error)
        raise InputError(f"{_host(url)} {said}.")

    def _attempt(self, url: str, path: Path) -> bool:
        """Ask for what is still lacking; say whether all of it is there."""
        import requests

        have = path.stat().st_size
        asked = self.headers | ({"Range": f"bytes={have}-"} if have else {}) | {"Accept-Encoding": "identity"}
        try:
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
        except (requests.ConnectionError, requests.Timeout) as error:
            if path.stat().st_size > 0:
                return False
            raise _Later("does not answer: check the connection") from error
        except requests.RequestException as error:
            if isinstance(error, requests.exceptions.ChunkedEncodingError):
                return False
            raise InputError(f"{_host(url)} cannot be asked: check the address.") from error
        return not whole or have == whole


class _Later(Exception):  # noqa: N818
    """Worth another try."""


def _host(url: str) -> str:
    return url.split("/")[2] if url.count("/") > 2 else url


def _accept(url: str, answer: Any) -> None:
    code = answer.status_code
    if code in (200, 206):
        return
    if code >= 500:
        raise _Later(f"is out of order ({code}): try again later")
    if code == 416:
        raise _Later("breaks off before the end: try again later")
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
        which `analysis.record.events.import_events` reads.

    Raises
    ------
    InputError
        Offline, refused (401, 403), not there, too large, cut off, or changed; then nothing is kept.
    """
    import pooch

    pooch.get_logger().setLevel("ERROR")  # it would print machine paths
    name = name or PurePosixPath(url.split("?")[0]).name
    downloader = downloader or Downloader()
    target = folder / name
    try:
        pooch.retrieve(
            url, f"sha256:{sha256}" if sha256 else None, fname=name, path=folder, downloader=downloader
        )
    except InputError:
        raise
    except ValueError as error:
        raise InputError(
            f"{name} from {_host(url)} is not the file that was expected (its SHA-256 differs): the publisher"
            " changed it or the line damaged it; try again, or fetch it by hand and compare."
        ) from error
    except OSError as error:
        raise InputError(f"{name} cannot be kept ({error.strerror}): make room.") from error
    if downloader.answered:
        note = {"url": url, "sha256": pooch.file_hash(str(target)), "retrieved": _iso(downloader.answered)}
        target.with_name(f"{name}.source.json").write_text(
            json.dumps(note, indent=2) + "\n", encoding="utf-8"
        )
    return target


def _iso(date: str) -> str:
    """Turn the server's date into an ISO date, "" where it has none."""
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(date).date().isoformat()
    except ValueError:
        return ""


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
    listing = fetch(index, folder, None, downloader, "cod-ab-mli.json")
    try:
        resources = json.loads(listing.read_text(encoding="utf-8"))["result"]["resources"]
        urls = [
            item["url"] for item in resources if "geojson" in f"{item['name']} {item['format']}".casefold()
        ]
        url = urls[0]
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise InputError(f"{_host(index)} lists no GeoJSON boundaries: fetch them by hand.") from error
    finally:
        for file in (listing, listing.with_name(f"{listing.name}.source.json")):
            file.unlink(missing_ok=True)
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
    try:
        with zipfile.ZipFile(archive) as pack:
            chosen = [item for item in pack.infolist() if re.search(f"(?i){pattern}$", item.filename)]
            if sum(item.file_size for item in chosen) > limit:
                raise InputError(f"{archive.name} unpacks to more than {limit:,} bytes: nothing was written.")
            contents = {
                PurePosixPath(item.filename.replace("\\", "/")).name: pack.read(item) for item in chosen
            }
    except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError) as error:
        raise InputError(f"{archive.name} is a damaged or locked archive: fetch it again.") from error
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
    downloader = downloader or Downloader()
    downloader.headers = {"Authorization": f"Bearer {_token(base, ask)}"}
    folder.mkdir(parents=True, exist_ok=True)
    events: list[Any] = []
    part = folder / ".acled.part"
    try:
        for page in range(1, 1 + LIMIT // PAGE):
            query = f"_format=json&country=Mali&event_date={first}|2100-01-01&event_date_where=BETWEEN"
            downloader(f"{base}/api/acled/read?{query}&limit={PAGE}&page={page}", part)
            found = json.loads(part.read_text(encoding="utf-8")).get("data")
            if not isinstance(found, list) or (page == 1 and not found):
                raise InputError("ACLED's answer holds no events: ask ACLED what the account may read.")
            events += found
            if len(found) < PAGE:
                break
    except (ValueError, AttributeError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("ACLED's answer is no JSON: try again later.") from error
    finally:
        part.unlink(missing_ok=True)
        downloader.headers = {}
    target = folder / "acled_mali.json"
    target.write_text(json.dumps({"data": events}, ensure_ascii=False) + "\n", encoding="utf-8")
    note = {"url": f"{base}/api/acled/read", "sha256": "", "retrieved": _iso(downloader.answered)}
    target.with_name(f"{target.name}.source.json").write_text(
        json.dumps(note, indent=2) + "\n", encoding="utf-8"
    )
    return target


def _token(base: str, ask: Callable[[str], str] | None) -> str:
    import requests

    given = [
        os.environ.get(f"ACLED_{what.upper()}") or (ask(what) if ask else "")
        for what in ("username", "password")
    ]
    if not all(given):
        raise InputError("ACLED asks for an account: set ACLED_USERNAME and ACLED_PASSWORD.")
    form = {"username": given[0], "password": given[1], "grant_type": "password", "client_id": "acled"}
    try:
        answer = requests.post(f"{base}/oauth/token", data=form, timeout=60)
        _accept(base, answer)
        return str(answer.json()["access_token"])
    except (requests.RequestException, _Later, KeyError, TypeError):
        # the cause may quote what was sent: it is not passed on
        raise InputError(f"{_host(base)} gave no access token: try again later.") from None
