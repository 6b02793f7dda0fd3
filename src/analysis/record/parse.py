"""The rows of a file as text, in memory that does not grow with the file."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from analysis.record.files import DAMAGE, Header, Source
from analysis.record.tidy import REASONS

if TYPE_CHECKING:
    import pandas as pd

BLOCK = 1 << 20  # bytes parsed at a time: memory follows this and the rows kept, not the file
MAX_CELL = 1 << 26  # a field longer than this is an unclosed quotation mark, not a text
MALI = ["mali", "mli", "ml", "432", "466"]  # name, ISO 3166, Gleditsch and Ward, ISO number


def read_rows(
    source: Source, header: Header, wanted: dict[str, int], *, skipping: bool = False
) -> tuple[pd.DataFrame, pd.Series[str], str]:
    """Read the rows that may be in Mali; of the others only their numbers are kept.

    Parameters
    ----------
    source, header
        From `analysis.record.files.look` and `analysis.record.layouts.recognise`.
    wanted : dict of str to int
        Name to give and position to read. A row whose ``country`` is another is left out.
    skipping : bool
        Leave out rows with another number of fields, and number them; else the file is read anew for that.

    Returns
    -------
    frame : pandas.DataFrame
        Text columns by name. The index is the row's number, as a spreadsheet counts it.
    fate : pandas.Series
        For every row of the file, one of `analysis.record.tidy.REASONS`, a byte each: so far ""
        or that it is outside Mali or has another number of fields than the header.
    sha256 : str
        Fingerprint of the file.

    Raises
    ------
    InputError
        Where the file stops being a table: an unclosed quotation mark, a cut-off archive.
    """
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as beside:  # the fingerprint costs as much as the parse: do it meanwhile
        digest = beside.submit(_fingerprint, source)
        try:
            return *_parse(source, header, wanted, skipping), digest.result()
        except InputError:
            raise
        except DAMAGE as error:
            _explain(source, header, error)
            skipping |= "columns, got" in str(error)
    return read_rows(source, header, wanted, skipping=skipping)


def _fingerprint(source: Source) -> str:
    with source.path.open("rb", buffering=0) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _parse(
    source: Source, header: Header, wanted: dict[str, int], skipping: bool
) -> tuple[pd.DataFrame, pd.Series[str]]:
    import numpy as np
    import pandas as pd  # first: pyarrow imports it on the first conversion, in the middle of parsing
    import pyarrow as pa
    import pyarrow.compute as pc

    kept, outside = [], [np.array([], bool)]
    bad: list[int] = []
    ends: list[str] = []  # what an open quotation mark would have made swallow the rows that follow

    def skip(row: Any) -> str:
        bad.append(row.number - header.lines - 1)
        ends[:] = [row.text]
        return "skip"

    last = str(header.width - 1)
    names = list(dict.fromkeys([*map(str, wanted.values()), last]))
    reader = _open_csv(source, header, names, skip if skipping else None)
    batch = None
    for batch in reader:
        far = _far(batch[str(wanted["country"])]) if "country" in wanted else pa.repeat(False, len(batch))
        kept.append(batch.filter(pc.invert(far)))
        outside.append(far.to_numpy(zero_copy_only=False))
    if batch:
        ends.append(batch[last][-1].as_py())
    if any("\n" in text for text in ends):
        _check_closed(source, header)
    far_code, bad_code = (REASONS.index(reason) for reason in ("outside_mali", "wrong_number_of_columns"))
    codes = np.concatenate(outside) * np.int8(far_code)
    codes = np.insert(codes, np.array(bad, int) - np.arange(len(bad)), bad_code)
    if not len(codes):
        raise ValueError("Empty CSV")
    fate = pd.Series(pd.Categorical.from_codes(codes, pd.Index(REASONS)))
    fate.index += header.skip + 1
    table = pa.Table.from_batches(kept, reader.schema)
    columns = {name: pc.utf8_trim_whitespace(table[str(at)]).to_pandas() for name, at in wanted.items()}
    return pd.DataFrame(columns, dtype=object).set_axis(fate.index[codes == 0]), fate


def _far(country: Any) -> Any:
    """Mark the rows outside Mali; those without country or with tags are looked at later."""
    import pyarrow as pa

    country = country.dictionary_encode()
    names = [str(name).strip().casefold() for name in country.dictionary.to_pylist()]
    far = pa.array([name not in ["", *MALI] and not name.startswith("#") for name in names], pa.bool_())
    return far.take(country.indices)


def _open_csv(source: Source, header: Header, names: list[str], skip: Callable[[Any], str] | None) -> Any:
    import pyarrow as pa
    import pyarrow.csv as arrow

    read = arrow.ReadOptions(
        column_names=[str(at) for at in range(header.width)],
        skip_rows=header.lines,
        encoding={"utf-8": "utf8"}.get(source.encoding, source.encoding),
        block_size=BLOCK,
        use_threads=False,  # as fast, and rows that are skipped have numbers
    )
    parse = arrow.ParseOptions(
        delimiter=header.delimiter, newlines_in_values=True, ignore_empty_lines=True, invalid_row_handler=skip
    )
    convert = arrow.ConvertOptions(include_columns=names, column_types=dict.fromkeys(names, pa.string()))
    return arrow.open_csv(
        source.parts[header.part](), read_options=read, parse_options=parse, convert_options=convert
    )


def _check_closed(source: Source, header: Header) -> None:
    """Refuse a file that ends inside quotation marks: its last row has swallowed the rest."""
    encoding = "utf-8-sig" if source.encoding == "utf-8" else source.encoding
    csv.field_size_limit(MAX_CELL)
    stream = source.parts[header.part]()
    with io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="") as text:
        reader = csv.reader(text, delimiter=header.delimiter, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                if "unexpected end" in str(error) or "field larger" in str(error):
                    raise InputError(f"{source.name} line {line} opens a quotation mark: close it.") from None


def _explain(source: Source, header: Header, error: Exception) -> None:
    """Say what is wrong with the file, unless it may do to read it once more."""
    said = str(error)
    if "UTF8" in said and source.encoding == "utf-8":
        source.encoding = "latin-1"
    elif "columns, got" in said:
        try:  # the text of a bad row must be readable to be skipped
            with source.parts[header.part]() as stream:
                deque(codecs.iterdecode(iter(partial(stream.read, BLOCK), b""), source.encoding), maxlen=0)
        except UnicodeDecodeError:
            source.encoding = "latin-1"
    elif "straddl" in said:
        _check_closed(source, header)
        raise InputError(f"{source.name} has a row longer than {BLOCK:,} bytes: close its quotation mark.")
    elif "skip initial" in said or "Empty CSV" in said:
        raise InputError(f"{source.name} has a header but no rows: export it again with at least one.")
    else:
        raise InputError(f"{source.name} is damaged or cut off: download it again.") from error
