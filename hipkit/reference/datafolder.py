"""The folder of added tables, files written there whole, and the lock at which changes wait for each other."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from hipkit.errors import InputError, shown

VARIABLE = "HIPKIT_DATA"
UNFINISHED = ".unfinished"
_PATIENCE = 20.0  # seconds: adding a quarter takes one or two


def find() -> Path | None:
    """Where added tables are kept, None where nothing ever was; raises InputError where HIPKIT_DATA is no folder."""
    path = locate()
    try:
        if path.is_dir():
            return path
        if path.exists() or path.is_symlink():
            raise _refusal(path, "it is no folder")
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise _refusal(path, f"it cannot be opened ({_why(error)})") from None
    return None


def locate() -> Path:
    """The folder that HIPKIT_DATA names, else the platform's folder for a user's data."""
    given = os.environ.get(VARIABLE, "")
    if given:
        try:
            return Path(given).expanduser()
        except RuntimeError as error:  # ~ of somebody who has no home
            raise _refusal(Path(given), str(error)) from None
    from platformdirs import user_data_path

    return user_data_path("hipkit", appauthor=False)


def make() -> Path:
    """The folder, made where it is not there yet."""
    path = locate()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise _refusal(path, f"it cannot be made ({_why(error)})") from None
    return path


def write(path: Path, data: bytes) -> None:
    """Write a file whole beside its place, see it on the disk, and put it there in one step."""
    beside = path.with_name(f"{path.name}.{os.getpid()}{UNFINISHED}")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
        _sync(path.parent)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise _refusal(path.parent, f"nothing can be written there ({_why(error)})") from None


def _sync(path: Path) -> None:
    """See on the disk that a file has its name; where a system knows no such thing, it does so by itself."""
    if os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Wait until no other process changes the tables. Raises InputError after twenty seconds."""
    try:
        file = path.open("a+b")
    except OSError as error:
        raise _refusal(path.parent, f"nothing can be written there ({_why(error)})") from None
    with file:
        until = time.monotonic() + _PATIENCE
        while not _lock_now(file):
            if time.monotonic() > until:
                raise _refusal(path.parent, "another hipkit has been changing its tables for twenty seconds")
            time.sleep(0.05)
        yield  # the lock goes when the file is closed, or the process ends


def _lock_now(file: IO[bytes]) -> bool:
    try:
        import fcntl
    except ModuleNotFoundError:
        return _lock_on_windows(file)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _lock_on_windows(file: IO[bytes]) -> bool:
    import importlib

    try:
        msvcrt = importlib.import_module("msvcrt")
    except ModuleNotFoundError:
        return True  # in a browser there is one process only
    try:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _refusal(path: Path, reason: str) -> InputError:
    return InputError("data_folder", shown(str(path)), reason, "", f"{VARIABLE}=a folder of your own")
