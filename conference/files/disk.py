"""The disk on which files are kept: how much room is left, and what is said when there is none."""

import errno
import shutil
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from conference.core.errors import UserError

# No room on the disk, in the owner's quota, or below the limit of a process.
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class DiskFull(UserError):
    """No file can be written."""

    status = 507
    title = _("The server’s disk is full")

    def __init__(self) -> None:
        super().__init__(
            _("The file could not be saved because the server’s disk is full. Inform the system administrator.")
        )


def is_disk_full(problem: BaseException | None) -> bool:
    """Return whether an error is, or follows from, a full disk: libraries wrap it in errors of their own."""
    while problem is not None:
        if isinstance(problem, OSError) and problem.errno in _FULL:
            return True
        problem = problem.__cause__ or problem.__context__
    return False


def free_space() -> int:
    """Return the bytes that are free where uploads and documents are kept."""
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists():  # made by the first upload
        folder = folder.parent
    return shutil.disk_usage(folder).free
