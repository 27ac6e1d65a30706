"""Store files whole or not at all."""

import os
import uuid
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

from conference.files.disk import DiskFull, is_disk_full


class WholeFileStorage(FileSystemStorage):
    """Gives a file its name when it is complete, so that neither a kill nor a full disk leaves half of one under it.

    What a kill leaves beside it is removed as every file that no row names (`stored_files.remove_unused`).
    """

    def _save(self, name: str, content: Any) -> str:
        """Return the name under which it was stored. Raises DiskFull."""
        unfinished = f"{name}.{uuid.uuid4().hex}"
        try:
            super()._save(unfinished, content)  # type: ignore[misc]
            while True:
                try:
                    os.link(self.path(unfinished), self.path(name))
                except FileExistsError:  # stored by another request meanwhile
                    name = self.get_available_name(name)
                else:
                    return name
        except OSError as problem:
            if is_disk_full(problem):
                raise DiskFull from problem
            raise
        finally:
            Path(self.path(unfinished)).unlink(missing_ok=True)
