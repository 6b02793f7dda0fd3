"""Fetching sources into ``data/raw``: over https, from known hosts, checked where a hash is known."""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from analysis.errors import InputError, in_words
from analysis.record.cells import months_of

UCDP = "https://ucdp.uu.se/downloads"
HDX = "https://data.humdata.org/api/3/action/package_show?id=cod-ab-mli"
HOSTS = ("ucdp.uu.se", "data.humdata.org")
KNOWN = {"26.1": "8c941d84954e555ee2e54f40fa04d9203bf1e2f962203d0a9930966c4947c667"}
LIMIT = 500_000_000  # bytes that an archive of boundaries may unpack to
SAID = {
    403: "refuses this address (403): ask the publisher for access",
    404: "has no such file (404): it may not be published yet, or the version is wrong",
    429: "asks to wait (429): try again in some minutes",
}


def fetch(url: str, folder: Path, sha256: str | None = None, name: str = "") -> Path:
    """Download a file, unless it is there with the hash that is expected.

    Parameters
    ----------
    url : str
        Over https, from one of `HOSTS`.
    folder : Path
        Usually ``data/raw``.
    sha256 : str, optional
        What the file must hash to.
    name : str
        By default the last part of the address.

    Returns
    -------
    Path

    Raises
    ------
    InputError
        Another host, offline, refused, not there, or changed; then nothing is kept.

    Examples
    --------
    >>> fetch("http://example.org/a.csv", Path("data/raw"))
    Traceback (most recent call last):
    analysis.errors.InputError: 'http://example.org/a.csv' is not fetched: only https addresses of ...
    """
    import pooch
    import requests

    host = urlsplit(url).hostname or ""
    if urlsplit(url).scheme != "https" or host not in HOSTS:
        raise InputError(f"{url[:80]!r} is not fetched: only https addresses of {', '.join(HOSTS)} are.")
    pooch.get_logger().setLevel("ERROR")  # it would print machine paths
    name = name or PurePosixPath(urlsplit(url).path).name
    known = f"sha256:{sha256}" if sha256 else None
    try:
        downloader = pooch.HTTPDownloader(timeout=60)
        return Path(pooch.retrieve(url, known, fname=name, path=folder, downloader=downloader))
    except requests.HTTPError as error:
        code = error.response.status_code if error.response is not None else 0
        raise InputError(f"{host} {SAID.get(code, f'answered {code}: try again later')}.") from None
    except requests.RequestException:
        raise InputError(f"{host} does not answer, or breaks off: check the connection.") from None
    except OSError as error:
        raise InputError(f"{name} cannot be kept ({error.strerror}): make room.") from None
    except ValueError:
        raise InputError(
            f"{name} from {host} is not the file that was expected (its SHA-256 differs): fetch it by"
            " hand and compare, for the publisher changed it or the line damaged it."
        ) from None


def ucdp_address(version: str) -> str:
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
        return f"{UCDP}/ged/ged{version.replace('.', '')}-csv.zip"
    return f"{UCDP}/candidateged/GEDEvent_v{version.replace('.', '_')}.csv"


def fetch_ucdp(version: str, folder: Path) -> Path:
    """Fetch a version of UCDP's event data; the hash is checked where it is known."""
    return fetch(ucdp_address(version), folder, KNOWN.get(version))


def fetch_boundaries(folder: Path) -> Path:
    """Fetch OCHA's cercle boundaries from HDX, and unpack the one file that holds them."""
    none = "HDX lists no GeoJSON boundaries: fetch them by hand."
    told = in_words(none, ValueError, LookupError, TypeError, StopIteration)
    with tempfile.TemporaryDirectory() as beside, told:
        listing = fetch(HDX, Path(beside), name="cod-ab-mli.json")
        listed = json.loads(listing.read_text(encoding="utf-8"))["result"]["resources"]
        drawn = (item for item in listed if "geojson" in f"{item['name']} {item['format']}".casefold())
        url = str(next(drawn)["url"])
    archive = fetch(url, folder)
    return _unpacked(archive) if archive.suffix == ".zip" else archive


def _unpacked(archive: Path) -> Path:
    """Unpack the one file of cercles beside an archive, whatever folder it is in there."""
    broken = in_words(f"{archive.name} is a damaged archive: fetch it again.", zipfile.BadZipFile, EOFError)
    with broken, zipfile.ZipFile(archive) as pack:
        found = [item for item in pack.infolist() if re.search(r"(?i)adm(in)?_?2[^/]*json$", item.filename)]
        if len(found) != 1 or found[0].file_size > LIMIT:
            raise InputError(f"{archive.name} does not hold one file of cercles: unpack it by hand.")
        target = archive.with_name(re.split(r"[/\\]", found[0].filename)[-1])
        target.write_bytes(pack.read(found[0]))
    return target
