"""What kind of file it is, by its first bytes and never by its name; what is no plain table is refused here.

>>> kind_of(b"PAR1"), kind_of(b"claim_id,line"), kind_of(b"ISA*00*")
('parquet', 'csv', 'x12')
>>> kind_of(b"BZh9")
Traceback (most recent call last):
hipkit.errors.InputError: file: nothing was given: it is a bzip2 archive, whatever its name says; unpack it first. \
Type for example: a CSV, XLSX, Parquet or 837P file
"""

from __future__ import annotations

import os
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from hipkit.errors import InputError
from hipkit.values.userfile import BOM, ZIP, Wanted, first_bytes, path_of

FIELD = "file"
EXAMPLE = "a CSV, XLSX, Parquet or 837P file"
CSV, XLSX, PARQUET, X12 = "csv", "xlsx", "parquet", "x12"
_WORDS = {CSV: "text (CSV)", XLSX: "a workbook (XLSX)", PARQUET: "a Parquet file", X12: "an 837P (X12)"}
# The most bytes that are read of each kind. A longer table goes into Parquet or into several files.
GIGABYTE = 10**9
LARGEST = {CSV: 4 * GIGABYTE, XLSX: 200 * 10**6, PARQUET: 1000 * GIGABYTE, X12: 2 * GIGABYTE}
# What the end of a name promises. Other names promise nothing.
_ENDS = {".csv": CSV, ".xlsx": XLSX, ".parquet": PARQUET, ".pq": PARQUET, ".837": X12, ".x12": X12, ".edi": X12}
_UNPACK = "whatever its name says; unpack it first"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")  # PNG, JPEG, GIF, TIFF
_SAVED = "a file that hipkit has saved, and no table of claim lines; make the claim of its order"
_OTHERS = (
    (b"\x1f\x8b", f"a gzip archive, {_UNPACK}"),
    (b"BZh", f"a bzip2 archive, {_UNPACK}"),
    (b"\xfd7zXZ\x00", f"an xz archive, {_UNPACK}"),
    (b"(\xb5/\xfd", f"a zstd archive, {_UNPACK}"),
    (b"7z\xbc\xaf\x27\x1c", f"a 7z archive, {_UNPACK}"),
    (b"Rar!", f"a rar archive, {_UNPACK}"),
    (b"PK\x05\x06", f"an empty zip archive, {_UNPACK}"),
    (b"\x93NUMPY", "a numpy array, which is never read"),
    (b"\x80", "a Python pickle, which is never read"),
    (b"\xd0\xcf\x11\xe0", "an old or an encrypted Office file; save it as XLSX without a password"),
    (b"ARROW1", "an Arrow (Feather) file; save it as Parquet"),
    (b"SQLite format 3", "an SQLite database; save the table as CSV or Parquet"),
    (b"%PDF", "a PDF, whatever its name says"),
    *((magic, "a picture, and no table") for magic in _PICTURES),
    (b"{\\rtf", "an RTF text, whatever its name says"),
    (b"\xff\xfe\x00\x00", "UTF-32 text; save it as UTF-8"),
    (b"\x00\x00\xfe\xff", "UTF-32 text; save it as UTF-8"),
    (b"\xff\xfe", "UTF-16 text; save it as UTF-8"),
    (b"\xfe\xff", "UTF-16 text; save it as UTF-8"),
    (b"<", "a web page or XML, whatever its name says; save it as XLSX or CSV"),
    *((start, _SAVED) for start in (b'{\n  "hipkit"', b'{"hipkit"')),
    (b"{", "JSON or other braces, and no table"),
    (b"[", "JSON or other brackets, and no table"),
)
HEAD = 1024
WANTED = Wanted(FIELD, EXAMPLE, max(LARGEST.values()), path="may.csv", folder=" but a folder; name the files in it")


@dataclass(frozen=True)
class Source:
    """A plain file of a kind that is read. `name` is what the user typed."""

    path: Path
    name: str
    kind: str
    size: int


def source(given: str | os.PathLike[str], name: str = "") -> Source:
    """The file to read. Raises InputError for what is no plain file, too large, of another kind, or misnamed.

    `name` is what the user calls the file, where that is not its path: a file that was dropped on a page.

    >>> source("http://example.org/may.csv")
    Traceback (most recent call last):
    hipkit.errors.InputError: file: read "http://example.org/may.csv": addresses are not opened, only files of this \
machine. Type for example: a CSV, XLSX, Parquet or 837P file
    """
    path = path_of(given, WANTED, name)
    name = name or os.fspath(given)
    head, size = first_bytes(path, WANTED, HEAD, name)
    return Source(path, name, checked(head, size, path, name), size)


def checked(head: bytes, size: int, opened: Path | IO[bytes], name: str) -> str:
    """The kind of a file by its first bytes. Raises InputError where it is too large, of no kind, or misnamed."""
    if not head.strip():
        raise InputError(FIELD, name, "the file is empty" if not size else "it begins with nothing but blanks", EXAMPLE)
    kind = kind_of(head, name)
    if size > LARGEST[kind]:
        reason = f"it has {size:,} bytes, and at most {LARGEST[kind]:,} are read of {_WORDS[kind]}"
        raise InputError(FIELD, name, reason, "several files, or Parquet")
    if kind == XLSX:
        _check_workbook(opened, name)
    promised = _ENDS.get(Path(name).suffix.lower(), kind)
    if promised != kind:
        reason = f"it is {_WORDS[kind]}, and its name says {_WORDS[promised]}; name it as what it is"
        named = f"{Path(name).stem}.{'837' if kind == X12 else kind}"
        raise InputError(FIELD, name, reason, named, named)
    return kind


def kind_of(head: bytes, name: str = "") -> str:
    """The kind of a file by its first bytes. Raises InputError for what is none of the four."""
    for magic, words in _OTHERS:
        if head.startswith(magic) and not (magic == b"\x80" and len(head) > 1 and head[1] > 5):
            raise InputError(FIELD, name, f"it is {words}", EXAMPLE)
    if head.startswith(ZIP):
        return XLSX
    if head.startswith(b"PAR1"):
        return PARQUET
    start = head.removeprefix(BOM).lstrip()
    if start[:3].upper() == b"ISA" and (start[4:6] in (b"00", b"03") or len(start) < 6):  # ISA01
        return X12
    return CSV


def _check_workbook(opened: Path | IO[bytes], name: str) -> None:
    """Whether a zip archive is a workbook: its list of parts says so; nothing is unpacked."""
    try:
        with zipfile.ZipFile(opened) as archive:
            parts = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError):
        raise InputError(FIELD, name, "it is a zip archive or a workbook, and damaged", EXAMPLE) from None
    if not any(part.startswith("xl/") for part in parts):
        what = "an OpenDocument file; save it as XLSX" if "mimetype" in parts else f"a zip archive, {_UNPACK}"
        raise InputError(FIELD, name, f"it is {what}", EXAMPLE)
