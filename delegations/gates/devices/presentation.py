from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from conference.core import clock
from delegations.accreditation.review.presentation import format_age
from delegations.gates.devices.queries import IN_TOUCH
from delegations.gates.models import Device

LIST_OLD = timedelta(minutes=15)
CLOCK_OFF = 60.0  # s


@dataclass(frozen=True)
class Pill:
    tone: str
    mark: str
    word: str


@dataclass(frozen=True)
class DeviceStatus:
    """A device as the desk shows it. `list_age` is empty for a fresh list, `clock` for a right clock.

    occasion: the name of that at whose entrance it stands, where the reader may know it; empty for a gate.
    may_have_code: Whether the reader may make another code for it.
    """

    device: Device
    touch: Pill | None
    list_age: str
    clock: str
    waiting: bool
    occasion: str = ""
    may_have_code: bool = True


def device_status(device: Device, occasions: Mapping[str, str] | None = None) -> DeviceStatus:
    """Return the status of a device. `occasions` has, by key, the names of the occasions that the reader may know."""
    now, names = clock.now(), occasions or {}
    occasion = names.get(device.occasion, _("a reception")) if device.occasion else ""
    may_have_code = not device.occasion or device.occasion in names
    waiting = device.state == "invited" and device.code_expires is not None and device.code_expires > now
    if device.state != "enrolled":
        return DeviceStatus(device, None, "", "", waiting, occasion, may_have_code)
    last_seen = device.last_seen
    if last_seen and now - last_seen < IN_TOUCH:
        touch = Pill("ok", "✓", _("connected"))
    else:
        touch = Pill(
            "wait", "!", _("not connected for %(age)s") % {"age": format_age(last_seen or device.enrolled_at, now)}
        )
    old = device.bundle_at is None or now - device.bundle_at > LIST_OLD
    list_age = (format_age(device.bundle_at, now) if device.bundle_at else _("none")) if old else ""
    return DeviceStatus(device, touch, list_age, _clock(device.clock_offset), waiting, occasion, may_have_code)


def _clock(offset: float | None) -> str:
    """Return by how much a device's clock is wrong. In the demo the server's own clock is months behind."""
    if offset is None:
        return ""
    offset -= settings.CLOCK_OFFSET.total_seconds()
    if abs(offset) <= CLOCK_OFF:
        return ""
    now = clock.now()
    amount = format_age(now - timedelta(seconds=abs(offset)), now)
    return (_("%(time)s slow") if offset > 0 else _("%(time)s fast")) % {"time": amount}
