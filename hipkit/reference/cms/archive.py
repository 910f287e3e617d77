"""Zips, opened with limits that are checked before anything is unpacked, and read by the names of their members.

Nothing is written to disk by the paths of a zip. A workbook (.xlsx) is such a zip too.
"""

from __future__ import annotations

import io
import re
import zipfile

from hipkit.errors import shown
from hipkit.reference.cms.table import glimpse, refusal

MOST_MEMBERS = 200
LARGEST_SUM = 128 << 20
LARGEST_MEMBER = 64 << 20
STEEPEST = 200  # times smaller than unpacked; CMS's steepest is below 30
SMALL = 1 << 20  # what may be steeper: a sheet of blanks
_STRAYING = re.compile(r"^[/\\]|(?:^|[/\\])\.\.(?:[/\\]|$)|\\|:|[\x00-\x1f]")


class Archive:
    """A zip in memory. Raises InputError where it is damaged, too large inside, locked, or strays with its names."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, OverflowError) as error:
            raise refusal(name, f"its zip is damaged ({shown(str(error), 60)}); was the file cut?") from None
        self._members = {info.filename: info for info in self._zip.infolist() if not info.is_dir()}
        self._require_modest(self._zip.infolist())

    def _require_modest(self, members: list[zipfile.ZipInfo]) -> None:
        if len(members) > MOST_MEMBERS:
            raise refusal(self.name, f"it holds {len(members):,} files; at most {MOST_MEMBERS} are read")
        if len({info.filename for info in members}) != len(members):
            raise refusal(self.name, "two of the files in it have one name")
        total = sum(info.file_size for info in members)
        if total > LARGEST_SUM:
            raise refusal(self.name, f"it is {total:,} bytes when unpacked; at most {LARGEST_SUM:,} are read")
        for info in members:
            reason = _why_not(info)
            if reason:
                raise refusal(self.name, f"{glimpse(info.filename)} in it {reason}")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its files."""
        return tuple(self._members)

    def read(self, member: str) -> bytes:
        """The bytes of one file, whole and with its checksum right; raises InputError where it is not."""
        import zlib

        info = self._members[member]
        try:
            with self._zip.open(info) as file:
                data = file.read(info.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
            raise refusal(self.name, f"{glimpse(member)} in it is damaged ({shown(str(error), 60)})") from None
        if len(data) != info.file_size:
            raise refusal(self.name, f"{glimpse(member)} in it is damaged: {len(data):,} of {info.file_size:,} bytes")
        return data


def _why_not(info: zipfile.ZipInfo) -> str:
    if _STRAYING.search(info.orig_filename):
        return "has a name that leads out of its folder"
    if info.flag_bits & 0x1:
        return "is locked with a password"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed in a way that is not read here"
    if info.file_size > LARGEST_MEMBER:
        return f"is {info.file_size:,} bytes when unpacked; at most {LARGEST_MEMBER:,} are read"
    if info.file_size > max(SMALL, STEEPEST * info.compress_size):
        return f"becomes {info.file_size // max(info.compress_size, 1):,} times larger when unpacked; that is no table"
    return ""
