"""Photos of many members at once, each known by its file's name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from conference.core import lifecycle
from conference.core.errors import UserError
from conference.files.uploads import read_photo, refuse_large
from conference.look.lists import sentences
from conference.parties.models import search_key
from delegations.registration.members.actions.editing import keep_photo
from delegations.registration.models import LIVE_STATES, Delegate, Delegation

MOST = 40  # files at once: decoding them takes a second for ten
DECIDED = ("vetted", "accredited")


@dataclass(frozen=True)
class Outcome:
    """What became of one file: whose photo it is now, or why it is nobody's."""

    file: str
    who: str = ""
    why: str = ""


def key_of(text: str) -> str:
    """Return a name as files are compared by it: in any order of its words, without case, accents and what stands between words."""
    plain = "".join(one if one.isalnum() else " " for one in search_key(text))
    return "".join(sorted(plain.split()))


class Album:
    """The living members of a delegation, by what a file may be called."""

    def __init__(self, delegation: Delegation) -> None:
        self._by_key: dict[str, list[Delegate]] = {}
        for member in delegation.members.filter(state__in=LIVE_STATES).order_by("position", "pk"):
            member.delegation = delegation
            names = (f"{member.given_names} {member.family_name}", member.name_on_badge, member.name_native)
            for key in {key_of(text) for text in (*names, member.document_number, str(member.public_id)) if text}:
                self._by_key.setdefault(key, []).append(member)

    def meant_by(self, file: str) -> tuple[Delegate | None, str]:
        """Return whom a file's name means; else None, and why."""
        found = self._by_key.get(key_of(PurePosixPath(file.replace("\\", "/")).stem), [])
        if len(found) == 1:
            return found[0], ""
        if found:
            return None, _("Two members are called so. Call the file by the document number.")
        return None, _("No member is called so. Call the file as the member, or by the document number.")


def add_photos(
    *, delegation: Delegation, files: Iterable[UploadedFile], replace: bool, edit: Callable[..., object]
) -> list[Outcome]:
    """Give each file to the member after whom it is called; what is wrong with one keeps no other from being saved.

    A photo of somebody vetted or accredited is left as it is, since another one would end the badge.

    Args:
        replace: True to replace the photos of those who have one.
        edit: Saves one: `members.actions.editing.edit` with who acts.
    """
    album, taken = Album(delegation), set()
    outcomes = []
    for file in files:
        name = str(file.name or "")[:120]
        member, why = album.meant_by(name)
        if member is None:
            outcomes.append(Outcome(name, why=why))
            continue
        why = _("Another of these files is this member's.") if member.pk in taken else _kept(member, replace)
        why = why or _give(edit, member, file)
        taken.add(member.pk)
        outcomes.append(Outcome(name, str(member), why))
    return outcomes


def _kept(member: Delegate, replace: bool) -> str:
    if member.state in DECIDED:
        words = _("%(who)s is %(state)s: another photo goes back to review. Change it on the member's page.")
        return words % {"who": member, "state": lifecycle.state_word(member)}
    return _("There is a photo already; it stays.") if member.photo and not replace else ""


def _give(edit: Callable[..., object], member: Delegate, file: UploadedFile) -> str:
    try:
        refuse_large(file)
        photo = keep_photo(read_photo(file))
        edit(member=member, expected_version=member.version, values={}, photo=photo)
    except ValidationError as problem:
        return sentences(problem.messages)
    except UserError as problem:
        return str(problem)
    return ""
