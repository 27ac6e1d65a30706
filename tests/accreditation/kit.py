from __future__ import annotations

import io

from django.core.files.base import ContentFile
from PIL import Image

from conference.accounts.models import User
from conference.accounts.staff import rights
from conference.core.access import SYSTEM, Actor, Role
from delegations.accreditation.models import Badge
from delegations.accreditation.review.actions import decisions
from delegations.registration.models import Delegate
from tests.people import actor, make_member, make_user


def security(name: str = "Tạ Văn Phúc") -> User:
    return make_user(None, Role.SECURITY, name=name)


def also_vets(*roles: Role) -> None:
    """Set, as the secretariat, that these roles vet besides security."""
    rights.set_holders(actor=SYSTEM, right="accreditation.vet", roles=roles)


def officer(name: str = "Đặng Thuỳ Linh") -> User:
    return make_user(None, Role.ACCREDITATION, name=name)


def printer(name: str = "Vũ Hoàng Nam") -> User:
    return make_user(None, Role.PRINT_ROOM, name=name)


def as_actor(user: User) -> Actor:
    """Take a fresh copy of the user, so that roles are read anew."""
    return actor(User.objects.get(pk=user.pk))


def accredited(code: str = "KEN", **fields) -> tuple[Delegate, Badge]:
    member = make_member(code, state="submitted", **fields)
    decisions.vet(actor=as_actor(security()), delegate=member)
    badge = decisions.accredit(actor=as_actor(officer()), delegate=member)
    return Delegate.objects.get(pk=member.pk), badge


def photograph(colour: str = "#8d5f43", size: tuple[int, int] = (300, 400)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", quality=80)
    return out.getvalue()


def give_photo(member: Delegate, colour: str = "#8d5f43") -> Delegate:
    """As an upload before submission does."""
    member.photo.save(f"{member.pk}-{colour[1:]}.jpg", ContentFile(photograph(colour)), save=False)
    Delegate.objects.filter(pk=member.pk).update(photo=member.photo.name)
    return member
