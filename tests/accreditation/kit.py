"""Officers, and people who wait for them."""

from __future__ import annotations

import io

from django.core.files.base import ContentFile
from PIL import Image

from conference.accounts.models import User
from conference.core.access import Actor, Role
from delegations.accreditation.models import Badge
from delegations.accreditation.review.actions import decisions
from delegations.registration.models import Delegate
from tests.people import actor, make_member, make_user


def security(name: str = "Tạ Văn Phúc") -> User:
    """A security liaison, who vets."""
    return make_user(None, Role.SECURITY, name=name)


def officer(name: str = "Đặng Thuỳ Linh") -> User:
    """An accreditation officer, who vets and decides."""
    return make_user(None, Role.ACCREDITATION, name=name)


def printer(name: str = "Vũ Hoàng Nam") -> User:
    """Somebody of the print room."""
    return make_user(None, Role.PRINT_ROOM, name=name)


def as_actor(user: User) -> Actor:
    """The actor of a fresh copy of the user, whose roles are read anew."""
    return actor(User.objects.get(pk=user.pk))


def accredited(code: str = "KEN", **fields) -> tuple[Delegate, Badge]:
    """A person whom two officers have taken through both steps, with the badge."""
    member = make_member(code, state="submitted", **fields)
    decisions.vet(actor=as_actor(security()), delegate=member)
    badge = decisions.accredit(actor=as_actor(officer()), delegate=member)
    return Delegate.objects.get(pk=member.pk), badge


def photograph(colour: str = "#8d5f43", size: tuple[int, int] = (300, 400)) -> bytes:
    """A plain JPEG of the size of a badge photo."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", quality=80)
    return out.getvalue()


def give_photo(member: Delegate, colour: str = "#8d5f43") -> Delegate:
    """Puts a photo on disk and its name on the member's row, as an upload before submission would."""
    member.photo.save(f"{member.pk}-{colour[1:]}.jpg", ContentFile(photograph(colour)), save=False)
    Delegate.objects.filter(pk=member.pk).update(photo=member.photo.name)
    return member
