"""Photos of many members at once: which file is whose, by its name. The view saves each."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from conference.core import lifecycle
from conference.parties.models import search_key
from delegations.registration.models import LIVE_STATES, Delegate, Delegation, PhotoDraft

MOST = 40  # files at once: decoding them takes a second for ten
DECIDED = ("vetted", "accredited")


@dataclass
class PhotoFile:
    """A file, whose photo it is, and the problem that keeps it from being saved.

    Args:
        file: None for one that came before and waits as `draft` until its member is chosen.
    """

    file: UploadedFile | None
    name: str
    member: Delegate | None = None
    problem: str = ""
    draft: PhotoDraft | None = None


def match_photos(delegation: Delegation, files: Iterable[UploadedFile], *, replace: bool) -> list[PhotoFile]:
    """Return each file with the member after whom it is named; a problem with one file stops no other.

    A photo of somebody vetted or accredited is left as it is, since another one would end the badge.

    Args:
        replace: True to replace the photos of those who have one.
    """
    by_key, with_file = _members_by_key(delegation), set()
    photo_files = []
    for file in files:
        name = str(file.name or "")[:120]
        members = by_key.get(key_of(PurePosixPath(name.replace("\\", "/")).stem), [])
        if len(members) != 1:
            problem = _("No member is called so. Choose whose photo it is.")
            if members:
                problem = _("Two members are called so. Choose whose photo it is.")
            photo_files.append(PhotoFile(file, name, problem=problem))
            continue
        member = members[0]
        problem = _("Another of these files is this member's.") if member.pk in with_file else ""
        with_file.add(member.pk)
        photo_files.append(PhotoFile(file, name, member, problem or _reason_to_keep(member, replace)))
    return photo_files


def find_choosable(delegation: Delegation) -> dict[str, Delegate]:
    """Return the members to whom a photo may be given here, by their public id: none whose badge another photo would end."""
    members = delegation.members.filter(state__in=LIVE_STATES).exclude(state__in=DECIDED).order_by("position", "pk")
    return {str(member.public_id): member for member in members}


def key_of(text: str) -> str:
    """Return a name as files are compared by it: its words in any order, without case, accents and punctuation."""
    plain = "".join(character if character.isalnum() else " " for character in search_key(text))
    return "".join(sorted(plain.split()))


def _members_by_key(delegation: Delegation) -> dict[str, list[Delegate]]:
    """Return the live members by what a file may be called (`key_of`)."""
    by_key: dict[str, list[Delegate]] = {}
    for member in delegation.members.filter(state__in=LIVE_STATES).order_by("position", "pk"):
        member.delegation = delegation
        names = (f"{member.given_names} {member.family_name}", member.name_on_badge, member.name_native)
        for key in {key_of(text) for text in (*names, member.document_number, str(member.public_id)) if text}:
            by_key.setdefault(key, []).append(member)
    return by_key


def _reason_to_keep(member: Delegate, replace: bool) -> str:
    """Return why the photo of the member stays as it is; empty when it may be replaced."""
    if member.state in DECIDED:
        message = _("%(who)s is %(state)s: another photo goes back to review. Change it on the member's page.")
        return message % {"who": member, "state": lifecycle.state_word(member)}
    return _("There is a photo already; it stays.") if member.photo and not replace else ""
