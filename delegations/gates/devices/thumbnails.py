"""Small photos for devices, where the organisers allow it."""

import base64
import io
from collections.abc import Sequence
from datetime import timedelta

from django.core.files.storage import default_storage
from PIL import Image

from conference.core import clock
from delegations.accreditation.models import Badge
from delegations.gates.devices import occasions
from delegations.gates.models import Device, Policy, Scan

SIZE = (96, 128)
MAX_THUMBNAILS = 60
# How long a device that may store no photos can show those of persons whom it scanned: the guard compares faces.
RECENT_SCAN = timedelta(minutes=2)


def build_thumbnails(device: Device, serials: Sequence[str]) -> dict[str, str]:
    """Return, by serial, the bearer's photo as a data URL; of at most MAX_THUMBNAILS.

    Where devices may store no photos, only those of persons whom this device scanned within RECENT_SCAN.
    """
    rows = Badge.objects.filter(serial__in=list(serials)[:MAX_THUMBNAILS]).exclude(delegate__photo="")
    if device.occasion:
        rows = rows.filter(delegate__in=occasions.find_bearers(device.occasion))
    if not Policy.objects.filter(photos=True).exists():
        scanned = Scan.objects.filter(delegate__in=rows.values("delegate"), happened_at__gt=clock.now() - RECENT_SCAN)
        rows = rows.filter(pk__in=scanned.filter(device=device, online=True).values("badge"))
    photos = {serial: encode_thumbnail(photo) for serial, photo in rows.values_list("serial", "delegate__photo")}
    return {serial: photo for serial, photo in photos.items() if photo}


def encode_thumbnail(photo: str, size: tuple[int, int] = SIZE, quality: int = 70) -> str:
    """Return a stored photo as a small JPEG in a data URL; empty when the file is missing or damaged."""
    try:
        with default_storage.open(photo) as file, Image.open(file) as image:
            image.draft("RGB", size)
            small = image.convert("RGB").resize(size)
    except OSError:
        return ""
    small.info.clear()  # metadata of a file that was kept before photos lost theirs
    out = io.BytesIO()
    small.save(out, "JPEG", quality=quality)
    return "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()
