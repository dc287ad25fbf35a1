"""How files take their place: written beside, then moved, all of them or none.

A run that is killed in between leaves a hidden folder ``.NAME.writing``; the next run that writes
there puts back what it had moved aside.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hubplanner.errors import DataError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def write_beside(
    place: Path, name: str, write: Callable[[Path], object], *, keep: bool = True, option: str
) -> None:
    """Let `write` fill an empty folder, then move all that it holds into `place`.

    Parameters
    ----------
    place
        The folder that the files and folders are to stand in; made where there is none.
    name
        What is written: two runs never write the same name into the same place at once.
    write
        Makes the new files and folders, under their own names, in the folder that it is given.
    keep
        Whether files of an earlier folder stay in the new one that has none of their name.
    option
        The option of the command that names another place.

    Raises
    ------
    DataError
        When anything cannot be written or replaced. What stood there before then stands there.
    """
    beside = place / f".{name}.writing"
    with _refused_in_one_line(place, option):
        place.mkdir(parents=True, exist_ok=True)
        with _locked(place / f".{name}.lock", place / name):
            _put_back(beside, place)
            if beside.exists():
                shutil.rmtree(beside)
            try:
                for part in (_new(beside), _old(beside)):
                    part.mkdir(parents=True)
                write(_new(beside))
                _swap(beside, place, keep=keep)
            finally:
                _put_back(beside, place)
                shutil.rmtree(beside, ignore_errors=True)  # else the next run does it


def replace_file(
    path: Path, content: bytes, *, option: str, unless: Callable[[], None] = lambda: None
) -> None:
    """Write one file at once: whoever reads it finds the earlier content or the whole new one.

    Parameters
    ----------
    path
        The file; its folder is made where there is none.
    content
        What it is to hold.
    option
        The option of the command that names another place.
    unless
        Called before anything is written, while no other run can write there; raises if nothing
        is to be written.

    Raises
    ------
    DataError
        When it cannot be written or replaced, or another run is writing it.
    """
    place, beside = path.parent, path.with_name(f".{path.name}.writing")
    with _refused_in_one_line(place, option):
        place.mkdir(parents=True, exist_ok=True)
        with _locked(path.with_name(f".{path.name}.lock"), path):
            unless()
            try:
                with beside.open("wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                beside.replace(path)
            finally:
                beside.unlink(missing_ok=True)


def put_back(place: Path) -> None:
    """Put back what killed runs of :func:`write_beside` had moved aside, and clear what they left.

    What a run is writing right now is left to it.
    """
    for beside in place.glob(".*.writing"):
        name = beside.name.removeprefix(".").removesuffix(".writing")
        with suppress(DataError), _locked(place / f".{name}.lock", place / name):
            if beside.is_dir():
                _put_back(beside, place)
                shutil.rmtree(beside)
            else:
                beside.unlink()


@contextmanager
def only_run(place: Path, name: str, *, option: str) -> Iterator[None]:
    """Make a folder and hold it for one run at a time, which may add to it bit by bit.

    Raises
    ------
    DataError
        When another run holds it, or it cannot be written.
    """
    with _refused_in_one_line(place, option):
        place.mkdir(parents=True, exist_ok=True)
        with _locked(place / f".{name}.lock", place):
            yield


def _new(beside: Path) -> Path:
    return beside / "new"


def _old(beside: Path) -> Path:
    return beside / "old"


def _swap(beside: Path, place: Path, *, keep: bool) -> None:
    """Move what stood there aside and what is new into its place, one after the other."""
    entries = sorted(_new(beside).iterdir())
    for entry in entries:
        standing = place / entry.name
        if standing.is_symlink():
            raise FileExistsError(errno.EEXIST, "a link", str(standing))
        if standing.exists() and standing.is_dir() != entry.is_dir():
            raise FileExistsError(errno.EEXIST, "of another kind", str(standing))
        if keep and entry.is_dir() and standing.exists():
            _copy_others(standing, entry)
    for entry in entries:
        standing = place / entry.name
        if standing.exists():
            standing.rename(_old(beside) / entry.name)
        entry.rename(standing)


def _copy_others(earlier: Path, folder: Path) -> None:
    """Links stay links: what they lead to is not part of the folder, nor passed on with it."""
    for item in earlier.iterdir():
        if (folder / item.name).exists():
            continue
        if item.is_dir() and not item.is_symlink():
            shutil.copytree(item, folder / item.name, symlinks=True)
        else:
            shutil.copy2(item, folder / item.name, follow_symlinks=False)


def _put_back(beside: Path, place: Path) -> None:
    """Put back what was moved aside, unless all that is new is in its place."""
    new, old = _new(beside), _old(beside)
    if not old.exists() or not new.exists() or not any(new.iterdir()):
        return
    for entry in old.iterdir():
        standing = place / entry.name
        if standing.exists():
            standing.rename(new / entry.name)
        entry.rename(standing)


@contextmanager
def _locked(path: Path, what: Path) -> Iterator[None]:
    """Hold a lock file, which goes with its holder however that ends."""
    file = _lock(path)
    if file is None:
        raise DataError("{what}: another run is writing there; wait until it has ended", what=what)
    try:
        yield
    finally:
        # Windows removes no open file; elsewhere nobody may lock one that is about to go.
        if sys.platform != "win32":
            path.unlink(missing_ok=True)
        os.close(file)
        if sys.platform == "win32":
            with suppress(OSError):
                path.unlink()


def _lock(path: Path) -> int | None:
    """The open lock file; None where another run holds it."""
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0))
        try:
            if sys.platform == "win32":
                msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            os.close(file)
            return None
        # The holder before us may have removed the very file that we opened.
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file), path.stat()):
                return file
        os.close(file)


@contextmanager
def _refused_in_one_line(place: Path, option: str) -> Iterator[None]:
    try:
        yield
    except (FileExistsError, NotADirectoryError) as error:
        raise DataError(
            "{filename}: a file of that name is in the way; move it, or choose"
            " another folder with {option}",
            filename=error.filename or place,
            option=option,
        ) from error
    except OSError as error:
        raise DataError(
            "{filename}: cannot be written ({reason});"
            " close it in other programs, or choose another folder with {option}",
            filename=error.filename or place,
            option=option,
            reason=error.strerror,
        ) from error
