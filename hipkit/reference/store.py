"""Where added tables are kept: `HIPKIT_DATA`, else the platform's folder for a user's data.

A file a table (`NAME.CHECKSUM.tsv`: a line a row, its key first) and one index, `tables.json`, which names them. The
files of new tables are written whole beside the old, then the index is put in the old one's place: that one step, which
happens or does not, makes all of them known at once. What was killed before it leaves files that no index names: they
do no harm, and the next change clears them away. Changes wait for each other at `tables.lock`, which the system lets
go when a process ends.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from hipkit.errors import DataError, InputError
from hipkit.reference import datafolder
from hipkit.reference.cms.table import Cells, Table

INDEX, LOCK = "tables.json", "tables.lock"
VERSION = "1"
ADDED, REPLACED, SAME = "added", "replaced", "same"


@dataclass(frozen=True)
class Added:
    """One kept table: what is known of it without its rows, and these when they are asked for.

    `added_on` is the day on which it was kept; `stored` and `checksum` are its file and that file's sha256.
    """

    name: str
    kind: str
    effective_from: datetime.date | None
    effective_through: datetime.date | None
    knows: str
    count: int
    file: str
    sha256: str
    remarks: tuple[str, ...]
    added_on: datetime.date
    stored: Path
    checksum: str

    def rows(self) -> tuple[Cells, ...]:
        """All its rows. Raises DataError where its file is damaged."""
        head, _, body = _read_stored(self).decode().partition("\n")
        columns = head.split("\t")
        return tuple(dict(zip(columns, line.split("\t"), strict=True)) for line in body.split("\n")[:-1])

    def select(self, keys: Collection[str]) -> tuple[Cells, ...]:
        """The rows of these codes or NDCs, in one pass. Raises DataError where its file is damaged."""
        head, *lines = _read_stored(self).split(b"\n")[:-1]
        columns, wanted = head.decode().split("\t"), {key.encode() for key in keys}
        chosen = (line for line in lines if line[: line.index(b"\t")] in wanted)
        return tuple(dict(zip(columns, line.decode().split("\t"), strict=True)) for line in chosen)

    def find(self, key: str) -> tuple[Cells, ...]:
        """The rows of one code or NDC, without reading out the others. Raises DataError where its file is damaged."""
        data = _read_stored(self)
        columns = data[: data.index(b"\n")].decode().split("\t")
        rows, wanted, start = [], f"\n{key}\t".encode(), 0
        while (start := data.find(wanted, start)) >= 0:
            end = data.find(b"\n", start + 1)
            rows.append(dict(zip(columns, data[start + 1 : end].decode().split("\t"), strict=True)))
            start = end
        return tuple(rows)


@dataclass(frozen=True)
class Kept:
    """What became of a table that was to be kept: `added`, `replaced` (another was there by its name) or `same`."""

    table: Added
    outcome: str


def added() -> tuple[Added, ...]:
    """The kept tables, by name; none where nothing was added. Raises DataError where the index is damaged."""
    folder = datafolder.find()
    return _index(folder) if folder else ()


def keep(tables: Iterable[Table], on: datetime.date | None = None) -> tuple[Kept, ...]:
    """Keep these tables, all of them or none; one that is there already, row for row, changes nothing.

    `on` is the day that is put down for them, today where it is left out.
    """
    wanted = tuple(tables)
    folder = datafolder.make()
    with datafolder.lock(folder / LOCK):
        before = {table.name: table for table in _index(folder)}
        day = on or datetime.date.today()
        kept = tuple(_prepare(table, before.get(table.name), folder, day) for table in wanted)
        if any(entry.outcome != SAME for entry in kept):
            _commit(folder, {**before, **{entry.table.name: entry.table for entry in kept}})
    return kept


def remove(name: str) -> Added:
    """Forget the table of that name, whether its file can be read or not; raises InputError where there is none."""
    known = added()
    folder = datafolder.find()
    if folder is None or name not in {table.name for table in known}:
        listed = ", ".join(table.name for table in known) or "none"
        raise InputError("name", name, f"no added table has this name; added are: {listed}", "", "hipkit data")
    with datafolder.lock(folder / LOCK):
        tables = {table.name: table for table in _index(folder)}
        gone = tables.pop(name, None) or next(table for table in known if table.name == name)
        _commit(folder, tables)
    return gone


# ---- the files


def _prepare(table: Table, before: Added | None, folder: Path, day: datetime.date) -> Kept:
    """The file of a table written, where it is not there already; the index does not know of it yet."""
    data = _as_bytes(table)
    checksum = hashlib.sha256(data).hexdigest()
    stored = folder / f"{table.name}.{checksum[:16]}.tsv"
    entry = Added(
        name=table.name,
        kind=table.kind,
        effective_from=table.effective_from,
        effective_through=table.effective_through,
        knows=table.knows,
        count=len(table.rows),
        file=table.file,
        sha256=table.sha256,
        remarks=table.remarks,
        added_on=day,
        stored=stored,
        checksum=checksum,
    )
    if before is not None and before.checksum == checksum and _is_intact(before):
        return Kept(before, SAME)
    datafolder.write(stored, data)
    return Kept(entry, ADDED if before is None else REPLACED)


def _as_bytes(table: Table) -> bytes:
    lines = ["\t".join(table.columns)]
    lines += ["\t".join([row[column] for column in table.columns]) for row in table.rows]
    return ("\n".join(lines) + "\n").encode()


def _is_intact(table: Added) -> bool:
    try:
        return hashlib.sha256(table.stored.read_bytes()).hexdigest() == table.checksum
    except OSError:
        return False


@lru_cache(maxsize=16)
def _read_stored(table: Added) -> bytes:
    """The bytes of a kept file, its checksum right; raises DataError where it is not what was written."""
    try:
        data = table.stored.read_bytes()
    except FileNotFoundError:
        renewed = {known.name: known for known in _index(table.stored.parent)}.get(table.name)
        if renewed is None or renewed.stored == table.stored:
            raise _damage(table, "its file is missing") from None
        return _read_stored(renewed)  # another process put a newer one in its place meanwhile
    except OSError as error:
        raise _damage(table, f"its file cannot be read ({error.strerror})") from None
    if hashlib.sha256(data).hexdigest() != table.checksum:
        raise _damage(table, "its file is not what was written")
    return data


def _damage(table: Added, reason: str) -> DataError:
    way_out = f"type: hipkit data remove {table.name}, then add {table.file} again"
    return DataError(table.stored, None, f"the added table {table.name} is damaged: {reason}; {way_out}")


def _commit(folder: Path, tables: dict[str, Added]) -> None:
    """Put the index in place: from here on these tables are known and no others. Then clear away what it leaves out."""
    entries = [_entry(tables[name]) for name in sorted(tables)]
    text = json.dumps({"version": VERSION, "tables": entries}, indent=1, ensure_ascii=False)
    datafolder.write(folder / INDEX, f"{text}\n".encode())
    named = {table.stored.name for table in tables.values()}
    for file in folder.iterdir():
        ours = file.suffix == ".tsv" or file.name.endswith(datafolder.UNFINISHED)
        if ours and file.name not in named:
            file.unlink(missing_ok=True)


# ---- the index

_DAYS = ("effective_from", "effective_through", "added_on")
_TEXTS = ("name", "kind", "knows", "file", "sha256", "checksum")


def _entry(table: Added) -> dict[str, Any]:
    days = {name: str(day) if (day := getattr(table, name)) else None for name in _DAYS}
    texts = {name: getattr(table, name) for name in _TEXTS}
    return {**texts, **days, "count": str(table.count), "remarks": list(table.remarks), "stored": table.stored.name}


def _index(folder: Path) -> tuple[Added, ...]:
    path = folder / INDEX
    try:
        text = path.read_bytes().decode()
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise _index_damage(path, f"it cannot be read ({getattr(error, 'strerror', None) or 'no text'})") from None
    try:
        held = json.loads(text)
        version = held["version"]
        if version == VERSION:
            return tuple(_parse_entry(entry, folder) for entry in held["tables"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise _index_damage(path, "it is not what was written") from None
    raise _index_damage(path, f"it was written by another version of hipkit ({version!r})")


def _parse_entry(entry: dict[str, Any], folder: Path) -> Added:
    texts = {name: _text(entry[name]) for name in _TEXTS}
    first, last, on = (datetime.date.fromisoformat(entry[name]) if entry[name] else None for name in _DAYS)
    stored = _text(entry["stored"])
    if on is None or Path(stored).name != stored or not stored.endswith(".tsv"):
        raise ValueError
    return Added(
        effective_from=first,
        effective_through=last,
        added_on=on,
        count=int(entry["count"]),
        remarks=tuple(map(_text, entry["remarks"])),
        stored=folder / stored,
        **texts,
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _index_damage(path: Path, reason: str) -> DataError:
    way_out = "delete this file, then add your tables again with hipkit data add"
    return DataError(path, None, f"the list of added tables is damaged: {reason}; {way_out}")
