"""Badges that ended after the copy was made stay ended when it is put back, by a register outside the database."""

from __future__ import annotations

from pathlib import Path

import pytest

from conference.core import clock
from conference.core.access import SYSTEM
from conference.correspondence.outbox import restored
from delegations.accreditation.models import Badge
from delegations.accreditation.review import register
from delegations.registration.models import Delegate
from tests.gates.scene import NOW, code_of, give_out, make_device, scan
from tests.gates.table import to_state
from tests.people import make_member
from tests.restoring import database_of, dump

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def file(settings, tmp_path: Path) -> Path:
    settings.REVOCATIONS_FILE = str(tmp_path / "ended")
    return tmp_path / "ended"


def badge() -> Badge:
    return give_out(make_member("KEN", state="accredited").badges.get())


def verdicts(key: str, badges: list[Badge]) -> list[tuple[str, str]]:
    answers = [scan(key, code_of(one)).json() for one in badges]
    return [(answer["verdict"], answer["reason"]) for answer in answers]


@pytest.fixture
def scene(world, file, tmp_path: Path) -> tuple[str, list[Badge], Path]:
    """A device, four badges that are good, and a dump; afterwards three of the badges end in the living database."""
    with clock.standing(NOW):
        _device, key = make_device()
        badges = [badge() for _n in range(4)]
        made = dump(tmp_path / "copy.dump")
        for one, state in zip(badges, ("revoked", "lost", "superseded"), strict=False):
            to_state(one, state)
            assert register.append_ended_badges() == 1
        assert register.append_ended_badges() == 0
        yield key, badges, made


@pytest.mark.slow
def test_a_badge_that_was_revoked_after_the_copy_stays_refused(scene, file):
    key, badges, made = scene
    with database_of(made):
        restored.declare_replacement(actor=SYSTEM, is_unrecognized=True)
        assert verdicts(key, badges) == [
            ("refused", "revoked"),
            ("refused", "lost"),
            ("refused", "superseded"),
            ("enter", ""),
        ]
        # Whose badge was revoked stands before review again; the others have the next copy to be printed.
        states = [Delegate.objects.get(pk=one.delegate_id).state for one in badges]
        assert states == ["submitted", "accredited", "accredited", "accredited"]
        copies = [Badge.objects.filter(live_for=one.delegate_id).values_list("copy", "state").first() for one in badges]
        assert copies == [None, (2, "queued"), (2, "queued"), (1, "collected")]
        # The register goes on with the replacement, whose entries are fewer.
        to_state(badges[3], "lost")
        assert register.append_ended_badges() == 4  # with the three that ended anew
        assert f" {badges[3].serial} lost " in file.read_text().splitlines()[-1]


@pytest.mark.slow
def test_without_the_register_it_opens_the_gate_again(scene, settings):
    key, badges, made = scene
    settings.REVOCATIONS_FILE = ""
    with database_of(made):
        restored.declare_replacement(actor=SYSTEM, is_unrecognized=True)
        assert verdicts(key, badges)[0] == ("enter", "")


def test_only_lines_of_ours_count(world, file):
    with clock.standing(NOW):
        _device, key = make_device()
        mine, other = badge(), badge()
        forged = f"9 {other.serial} revoked x\n{register.signer.sign('8 ' + other.serial + ' lost')[:-1]}"
        file.write_text(forged + "\n" + register.signer.sign(f"7 {mine.serial} lost") + "\n" + forged)
        restored.declare_replacement(actor=SYSTEM, is_unrecognized=True)
        assert verdicts(key, [mine, other]) == [("refused", "lost"), ("enter", "")]
