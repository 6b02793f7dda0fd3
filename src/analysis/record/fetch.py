"""Fetching UCDP's events into ``data/raw``: over https from UCDP alone, checked where a hash is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from analysis.errors import InputError, in_words
from analysis.record.dates import months_of

UCDP = "https://ucdp.uu.se/downloads"
KNOWN = {"26.1": "sha256:8c941d84954e555ee2e54f40fa04d9203bf1e2f962203d0a9930966c4947c667"}


def ucdp_address(version: str) -> str:
    """Return where UCDP publishes a version of its event data.

    Parameters
    ----------
    version : str
        ``26.1`` (yearly), ``26.0.8`` (a month) or ``26.01.26.06`` (cumulative).

    Examples
    --------
    >>> ucdp_address("26.1")
    'https://ucdp.uu.se/downloads/ged/ged261-csv.zip'
    >>> ucdp_address("26.0.8")
    'https://ucdp.uu.se/downloads/candidateged/GEDEvent_v26_0_8.csv'
    """
    if not months_of(version):
        raise InputError(f"{version!r} is no UCDP version: write 26.1, 26.0.8 or 26.01.26.06.")
    if version.endswith(".1") and version.count(".") == 1:
        return f"{UCDP}/ged/ged{version.replace('.', '')}-csv.zip"
    return f"{UCDP}/candidateged/GEDEvent_v{version.replace('.', '_')}.csv"


def fetch_ucdp(version: str, folder: Path) -> Path:
    """Download a version of UCDP's event data, unless it is there with the hash that is expected.

    Raises
    ------
    InputError
        No such version, offline, refused, not there, or changed; then nothing is kept.
    """
    import pooch
    import requests

    url = ucdp_address(version)
    name = url.rpartition("/")[2]
    pooch.get_logger().setLevel("ERROR")  # it would print machine paths

    def stay(answer: requests.Response, **_: object) -> None:
        """Follow nowhere: the file comes from the address above, over https, or not at all."""
        if answer.is_redirect:
            raise requests.HTTPError(response=answer)

    def told(error: Any) -> str:
        if isinstance(error, requests.RequestException):
            answer = getattr(error.response, "status_code", "none")
            return f"UCDP does not give {name} (answer: {answer}): check connection and version, or wait."
        if isinstance(error, OSError):
            return f"{name} cannot be kept ({error.strerror}): make room."
        what = "is not the file that was expected (its SHA-256 differs): fetch it by hand and compare"
        return f"{name} {what}, for UCDP changed it or the line damaged it."

    with in_words(told, OSError, ValueError):
        downloader = pooch.HTTPDownloader(timeout=60, hooks={"response": stay})
        path = Path(pooch.retrieve(url, KNOWN.get(version), name, folder, downloader=downloader))
        path.chmod(0o600)
        return path
