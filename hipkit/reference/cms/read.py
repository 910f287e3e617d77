"""Files that a person names, read into tables: all of them, or none.

>>> from hipkit.reference.cms.read import read_tables
>>> read_tables(["/no/such/HCPC2025_OCT_ANWEB.xlsx"])
Traceback (most recent call last):
hipkit.errors.InputError: file: read "/no/such/HCPC2025_OCT_ANWEB.xlsx": it cannot be opened \
(No such file or directory). Type for example: the file as CMS publishes it
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from hipkit.reference.cms import fixed, sheets, xlsx
from hipkit.reference.cms.archive import Archive
from hipkit.reference.cms.layouts import refuse_unknown, table_of
from hipkit.reference.cms.sheets import Sheet
from hipkit.reference.cms.table import Table, glimpse, refusal
from hipkit.values.userfile import ZIP, Wanted, read_bytes

LARGEST = 64 << 20
_WANTED = Wanted("file", "the file as CMS publishes it", LARGEST)
_EMPTY_ZIP = b"PK\x05\x06"
# In this order: what says the same in a lighter form comes first.
_READ = (".csv", ".txt", ".xlsx")
_ARCHIVES = (".zip", ".exe", ".gz", ".7z", ".rar", ".tar")


def read_tables(paths: Iterable[str | Path], tell: Callable[[int], None] = lambda done: None) -> tuple[Table, ...]:
    """The tables of these files, in their order. Raises InputError for the first that is not what it should be.

    Two files that are one table count once; two that say different things under one name are refused. `tell` is told
    how many files were read.
    """
    tables: dict[str, Table] = {}
    for done, path in enumerate(paths, 1):
        for table in read_file(path):
            before = tables.setdefault(table.name, table)
            if before.rows != table.rows:
                raise refusal(table.file, f"it is {table.name} and differs from {before.file}, which is that too")
        tell(done)
    return tuple(tables.values())


def read_file(path: str | Path) -> tuple[Table, ...]:
    """The tables of one file: one, but where a zip or a workbook holds several."""
    data = read_bytes(path, _WANTED)
    name = Path(path).name
    sha256 = hashlib.sha256(data).hexdigest()
    if not data.startswith((ZIP, _EMPTY_ZIP)):
        return _require_known([sheets.of_text(data, (name,))], sha256, name)
    archive = Archive(data, name)
    if xlsx.WORKBOOK in archive.names:
        return _require_known(xlsx.of_workbook(archive, (name,)), sha256, name)
    return _of_zip(archive, name, sha256)


def _require_known(held: list[Sheet], sha256: str, name: str) -> tuple[Table, ...]:
    tables = tuple(table for sheet in held if (table := table_of(sheet, sha256)))
    if not tables:
        refuse_unknown(held[:1], name)
    return tables


def _of_zip(archive: Archive, name: str, sha256: str) -> tuple[Table, ...]:
    """The tables of a zip; which of its files were read is said of each where not all were."""
    tables: list[Table] = []
    unknown: list[Sheet] = []
    read: list[str] = []
    for member in _readable(archive):
        if PurePosixPath(member).stem in (PurePosixPath(known).stem for known in read):
            continue  # the same table in another form
        held = _sheets(archive, member, name)
        here = [table for sheet in held if (table := table_of(sheet, sha256))]
        tables += here
        read += [member] if here else []
        unknown += [] if here else held
    if not tables and not unknown:
        names = ", ".join(map(glimpse, archive.names[:5])) or "nothing"
        raise refusal(name, f"it holds no table, as far as its names and beginnings say: {names}")
    if not tables:
        refuse_unknown(unknown[:1], name)
    if len(read) == len(archive.names):
        return tuple(tables)
    remark = f"of the {len(archive.names)} files of the zip read: {', '.join(read)}"
    return tuple(dataclasses.replace(table, remarks=(*table.remarks, remark)) for table in tables)


def _readable(archive: Archive) -> list[str]:
    """The files of a zip that may be tables. Raises InputError where one is an archive again."""
    for member in archive.names:
        if member.lower().endswith(_ARCHIVES):
            raise refusal(archive.name, f"{glimpse(member)} in it is an archive again, which is not opened")
    plain = [member for member in archive.names if not member.startswith("__MACOSX/")]
    return [member for ending in _READ for member in plain if member.lower().endswith(ending)]


def _sheets(archive: Archive, member: str, name: str) -> list[Sheet]:
    """The sheets of a file in a zip; none for notes."""
    data = archive.read(member)
    names = (name, PurePosixPath(member).name)
    if data.startswith((ZIP, _EMPTY_ZIP)):
        book = Archive(data, ": ".join(names))
        if xlsx.WORKBOOK not in book.names:
            raise refusal(name, f"{glimpse(member)} in it is an archive again, which is not opened")
        return xlsx.of_workbook(book, names)
    if member.lower().endswith(".txt") and not fixed.is_fixed(data.decode("latin-1")):
        return []
    return [sheets.of_text(data, names)]
