"""Keep uploaded files consistent with the rows that name them.

A file is stored before its row's transaction commits, and removed after the commit that deletes the last row that names it. Files named
by their content are shared: while one request finds a file unused, another may be about to name it. So a request that names an existing
file claims it, and only files that have not been claimed for a while are removed.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction

from conference.core.registry import Registry

# Longer than any request that stores a file and then writes the row that names it.
WAIT = timedelta(hours=1)
# A file about to be removed has this behind its name.
ASIDE = ".unused"


@dataclass(frozen=True)
class FileRule:
    """What holds for the files of a folder, besides that the rows of a FileField name them.

    Args:
        wait: How long a file waits for its row.
        rows: Yields each row that names a file elsewhere: its name for messages, and the file.
        complete: Whether a missing file of `rows` is a fault.
    """

    folder: str
    wait: timedelta = WAIT
    rows: Callable[[], Iterable[tuple[str, str]]] = tuple
    complete: bool = True


# Each app's `upkeep.py` adds its own.
rules: Registry[FileRule] = Registry("rules of stored files")


def store_file(name: str, body: bytes) -> str:
    """Store `body` under `name`, which follows from it, unless there. Return the name, for a row written within WAIT. Raises DiskFull."""
    if not claim_file(name):
        stored = default_storage.save(name, ContentFile(body))
        if stored != name:  # another request stored it meanwhile
            default_storage.delete(stored)
    return name


def claim_file(name: str) -> bool:
    """Keep a stored file from being removed within WAIT. Return False when it is missing."""
    try:
        os.utime(default_storage.path(name))
    except FileNotFoundError:
        return False
    return True


def discard_files(names: Iterable[str]) -> None:
    """Remove, after the commit, those of these files that no row names and nobody claimed within WAIT."""
    if stored := {name for name in names if name}:
        transaction.on_commit(partial(_discard, stored), robust=True)


def remove_files(names: Iterable[str]) -> None:
    """Remove, after the commit, those of these files that no row names, however new: what they show is erased."""
    if stored := {name for name in names if name}:
        transaction.on_commit(partial(_delete, stored), robust=True)


def _delete(names: set[str]) -> None:
    for name in _unnamed(names):
        default_storage.delete(name)


def replaced(row: models.Model, fields: Iterable[str]) -> list[str]:
    return [str(getattr(row, name)) for name in fields if isinstance(row._meta.get_field(name), models.FileField)]


def remove_unused(*folders: str) -> int:
    """Remove unnamed and long unclaimed files in `folders` (default: all). Return how many."""
    old = _old(folders or all_folders())
    unnamed = _unnamed(old, claiming=True)
    for name in old - unnamed:
        if name.endswith(ASIDE):
            _put_back(name)
    for name in unnamed:
        _remove(name)
    return len(unnamed)


def unused() -> list[str]:
    return sorted(_unnamed(_old(all_folders())))


def list_files(folder: str) -> list[str]:
    """Return the names of the folder's files, of those below it too."""
    return sorted(name for _entry, name in _entries(folder))


def find_missing() -> Iterator[str]:
    """Yield the names of rows whose file is missing."""
    stored = {name for folder in all_folders() for _entry, name in _entries(folder)}
    for model, field in _file_fields():
        rows = model._base_manager.exclude(**{field: ""})
        for key, name in rows.values_list("pk", field).iterator():
            # It may have been stored, or the row changed, since the folders were read.
            if (
                name not in stored
                and not default_storage.exists(name)
                and rows.filter(pk=key, **{field: name}).exists()
            ):
                yield f"{model._meta.label_lower} {key}: {name}"
    for rule in rules.values():
        for label, name in rule.rows() if rule.complete else ():
            if name not in stored and not default_storage.exists(name):
                yield f"{label}: {name}"


def _discard(names: Iterable[str]) -> None:
    for name in _unnamed({name for name in names if _is_old(name)}):
        _remove(name)


def _unnamed(names: set[str], *, claiming: bool = False) -> set[str]:
    """Return the files that no row names. With `claiming`, those that a rule names are claimed, so that they are not checked again soon."""
    by_original = {name.removesuffix(ASIDE): name for name in names}
    if by_original:
        for model, field in _file_fields():
            for named in model._base_manager.exclude(**{field: ""}).values_list(field, flat=True).iterator():
                by_original.pop(named, None)
    for rule in rules.values():
        if any(original.startswith(f"{rule.folder}/") for original in by_original):
            for named in {named for _label, named in rule.rows()}:
                if by_original.pop(named, None) and claiming:
                    claim_file(named)
    return set(by_original.values())


def _remove(name: str) -> None:
    """Remove the file unless it was just claimed.

    Renamed, it cannot be claimed any more, and its time shows whether it was claimed before.
    """
    path = Path(default_storage.path(name))
    aside = path.with_name(path.name + ASIDE)
    with suppress(FileNotFoundError):  # another process removes it
        path.rename(aside)
        if _is_old(name + ASIDE):
            aside.unlink()
        else:
            aside.rename(path)


def _put_back(aside: str) -> None:
    path = Path(default_storage.path(aside))
    own = path.with_name(path.name.removesuffix(ASIDE))
    with suppress(FileNotFoundError):  # another process does
        if own.exists():
            path.unlink()
        else:
            path.rename(own)


def _is_old(name: str) -> bool:
    try:
        return Path(default_storage.path(name)).stat().st_mtime < _long_ago(name.partition("/")[0])
    except FileNotFoundError:
        return False


def _old(folders: Iterable[str]) -> set[str]:
    return {name for folder in folders for _entry, name in _entries(folder) if _is_old(name)}


def _long_ago(folder: str) -> float:
    wait = max((rule.wait for rule in rules.values() if rule.folder == folder), default=WAIT)
    return time.time() - wait.total_seconds()


def _file_fields() -> Iterator[tuple[type[models.Model], str]]:
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField):
                yield model, field.name


def all_folders() -> set[str]:
    places = (model._meta.get_field(field).upload_to for model, field in _file_fields())  # type: ignore[union-attr]
    return {place.partition("/")[0] for place in places}


def _entries(folder: str) -> Iterator[tuple[os.DirEntry[str], str]]:
    with suppress(FileNotFoundError), os.scandir(default_storage.path(folder)) as entries:
        for entry in entries:
            name = f"{folder}/{entry.name}"
            if entry.is_dir():
                yield from _entries(name)
            else:
                yield entry, name
