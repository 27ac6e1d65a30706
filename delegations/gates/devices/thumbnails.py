"""Small photos for devices, where the organisers allow it."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence

from django.core.files.storage import default_storage
from PIL import Image

from delegations.accreditation.models import Badge
from delegations.gates.models import Policy

SIZE = (96, 128)
MOST = 60


def build_thumbnails(serials: Sequence[str]) -> dict[str, str]:
    """Return, by serial, the bearer's photo as a data URL; of at most MOST."""
    if not Policy.objects.filter(photos=True).exists():
        return {}
    rows = Badge.objects.filter(serial__in=list(serials)[:MOST]).exclude(delegate__photo="")
    found = {}
    for serial, photo in rows.values_list("serial", "delegate__photo"):
        try:
            with default_storage.open(photo) as file, Image.open(file) as image:
                image.draft("RGB", SIZE)
                small = image.convert("RGB").resize(SIZE)
        except OSError:  # a missing or damaged file leaves the empty frame
            continue
        out = io.BytesIO()
        small.save(out, "JPEG", quality=70)
        found[serial] = "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()
    return found
