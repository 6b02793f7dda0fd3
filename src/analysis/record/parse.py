"""The rows of a file as batches of text columns, in memory that does not grow with the file."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from analysis.record.files import DAMAGE, Header, Source, open_text

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK = 1 << 20  # bytes parsed at a time: memory follows this and the rows kept, not the file
MAX_CELL = 1 << 26  # a field longer than this is an unclosed quotation mark, not a text


class Again(Exception):  # noqa: N818
    """The file has to be read from its start once more, in the way that `Source` now says."""


def batches(
    source: Source, header: Header, wanted: dict[str, int], *, threads: bool = True
) -> Iterator[pa.Table]:
    """Give the rows below the header in batches of text columns, with `row` as a spreadsheet counts it.

    Rows with another number of fields than the header are left out, and their numbers added
    to ``source.ragged``. Afterwards ``source.sha256`` is known.

    Parameters
    ----------
    source, header
        From `analysis.record.files.look` and `analysis.record.layouts.recognise`.
    wanted : dict of str to int
        Name to give and position to read.
    threads : bool
        Parse on all cores. The numbers of bad rows are known only without.

    Raises
    ------
    InputError
        Where the file stops being a table: an unclosed quotation mark, a cut-off archive.
    Again
        Where reading must start anew, without threads: a bad row, or a letter that is not UTF-8.
    """
    from concurrent.futures import ThreadPoolExecutor

    source.ragged.clear()
    with ThreadPoolExecutor(1) as beside:  # the fingerprint costs as much as the parse: do it meanwhile
        digest = beside.submit(_fingerprint, source)
        if source.rows:
            yield from _from_rows(source, header, wanted)
        else:
            yield from _from_text(source, header, wanted, threads)
        source.sha256 = digest.result()


def _fingerprint(source: Source) -> str:
    digest = hashlib.sha256()
    with source.path.open("rb", buffering=0) as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _check_closed(source: Source, header: Header) -> None:
    """Refuse a file that ends inside quotation marks: its last row has swallowed the rest."""
    encoding = "utf-8-sig" if source.encoding == "utf-8" else source.encoding
    csv.field_size_limit(MAX_CELL)
    line = 0
    with io.TextIOWrapper(open_text(source), encoding=encoding, errors="replace", newline="") as text:
        reader = csv.reader(text, delimiter=header.delimiter, strict=True)
        while True:
            try:
                line = reader.line_num + 1
                next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                if "unexpected end" in str(error) or "field larger" in str(error):
                    raise InputError(
                        f"{source.name} line {line} opens a quotation mark: close it."
                    ) from error


def _from_rows(source: Source, header: Header, wanted: dict[str, int]) -> Iterator[pa.Table]:
    import pyarrow as pa

    body = source.rows[header.sheet][header.skip :]
    width = len(header.columns)
    body = [(*row, *[""] * (width - len(row))) for row in body]
    columns = {name: pa.array([row[at] for row in body], pa.string()) for name, at in wanted.items()}
    numbers = pa.array(range(header.skip + 1, header.skip + 1 + len(body)), pa.int64())
    yield pa.table({**columns, "row": numbers})


def _from_text(source: Source, header: Header, wanted: dict[str, int], threads: bool) -> Iterator[pa.Table]:
    import numpy as np
    import pyarrow as pa

    ragged: list[int] = []
    following = header.skip + 1
    last = str(header.width - 1)
    batch = None
    try:
        for batch in _open_csv(
            source, header, sorted({*wanted.values(), int(last)}), None if threads else ragged
        ):
            span = np.arange(following, following + batch.num_rows + len(ragged))
            numbers = span[~np.isin(span, ragged)][: batch.num_rows] if ragged else span
            following = int(numbers[-1]) + 1 if len(numbers) else following
            yield pa.table({**{name: batch[str(at)] for name, at in wanted.items()}, "row": numbers})
        swallowed = batch is not None and batch.num_rows and "\n" in batch[last][-1].as_py()
    except DAMAGE as error:
        swallowed = False
        _explain(source, header, error, threads)
    if swallowed:  # an open quotation mark in a last column leaves no other trace
        _check_closed(source, header)
    source.ragged += ragged


def _is_utf8(source: Source) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with open_text(source) as stream:
            while block := stream.read(BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)  # a file cut off inside a letter
    except UnicodeDecodeError:
        return False
    return True


def _open_csv(
    source: Source, header: Header, positions: list[int], ragged: list[int] | None
) -> Iterator[Any]:
    """Open the rows: quickly if none is bad, or slowly with a list for the numbers of bad ones."""
    import pyarrow as pa
    import pyarrow.csv as arrow

    def skip(row: Any) -> str:
        if ragged is not None:
            ragged.append(row.number)
        return "skip"

    if ragged is not None and source.encoding == "utf-8" and not _is_utf8(source):
        source.encoding = "latin-1"  # the text of a bad row must be readable to be skipped
    if source.kind == "zip":
        stream = pa.PythonFile(open_text(source))
    else:
        stream = pa.input_stream(str(source.path), compression="gzip" if source.kind == "gzip" else None)
    names = [str(at) for at in positions]
    read = arrow.ReadOptions(
        column_names=[str(at) for at in range(header.width)],
        skip_rows=header.lines,
        encoding={"utf-8": "utf8"}.get(source.encoding, source.encoding),
        block_size=BLOCK,
        use_threads=ragged is None,
    )
    parse = arrow.ParseOptions(
        delimiter=header.delimiter,
        newlines_in_values=True,
        ignore_empty_lines=True,
        invalid_row_handler=None if ragged is None else skip,
    )
    convert = arrow.ConvertOptions(include_columns=names, column_types=dict.fromkeys(names, pa.string()))
    return arrow.open_csv(stream, read_options=read, parse_options=parse, convert_options=convert)  # type: ignore[no-any-return]


def _explain(source: Source, header: Header, error: Exception, threads: bool) -> None:
    said = str(error)
    if "UTF8" in said and source.encoding == "utf-8":
        source.encoding = "latin-1"
        raise Again("letters") from None
    if threads and "columns, got" in said:
        raise Again("bad rows") from None  # to be read once more, by the reader that numbers them
    if "straddl" in said:
        _check_closed(source, header)
        raise InputError(f"{source.name} has a row longer than {BLOCK:,} bytes: close its quotation mark.")
    if "skip initial" in said or "Empty CSV" in said:
        raise InputError(f"{source.name} has a header but no rows: export it again with at least one.")
    raise InputError(f"{source.name} is damaged or cut off: download it again.") from error
