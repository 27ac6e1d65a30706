"""Vetting, accrediting, returning, refusing: who may, what it writes, whom it tells."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from conference.audit.models import AuditEntry
from conference.audit.sentences import describe_entry
from conference.core import lifecycle
from conference.core.access import SYSTEM, Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.correspondence.letters.registry import get_notice
from conference.correspondence.letters.rendering import render_letter
from conference.correspondence.models import Message
from conference.models import current_conference
from conference.parties.models import Party
from delegations.accreditation.models import Badge
from delegations.accreditation.review import reasons
from delegations.accreditation.review.actions import decisions
from delegations.registration.members.consequences import rule_in_words
from delegations.registration.models import Delegate
from tests.accreditation.kit import accredited, also_vets, as_actor, officer, security
from tests.people import make_focal_point, make_member, make_user


@pytest.fixture
def waits(world):
    """Submitted, of a delegation whose two focal points read English and French."""
    make_focal_point("KEN", email="one@mission.example", name="Johan Steenkamp")
    make_focal_point("KEN", email="two@mission.example", name="Amélie Roux", language="fr")
    return make_member("KEN", state="submitted", family_name="Mokoena", given_names="Thandeka")


@pytest.fixture
def vetted(waits):
    decisions.vet(actor=as_actor(security()), delegate=waits)
    return Delegate.objects.get(pk=waits.pk)


def entries(row) -> list[tuple[str, str, str, str]]:
    found = AuditEntry.objects.filter(subject_type=row._meta.label_lower, subject_id=str(row.pk)).order_by("number")
    return [(entry.verb, entry.actor_label, entry.came_from, entry.went_to) for entry in found]


def test_vetting_moves_the_person_and_names_who(waits):
    decisions.vet(actor=as_actor(security()), delegate=waits, expected_version=1)
    fresh = Delegate.objects.get(pk=waits.pk)
    assert (fresh.state, fresh.version, fresh.vetted_by.name) == ("vetted", 2, "Tạ Văn Phúc")
    assert entries(fresh)[-1] == ("delegate.vetted", "Tạ Văn Phúc", "submitted", "vetted")
    assert Message.objects.count() == 0
    assert Badge.objects.count() == 0


def test_accrediting_makes_a_queued_badge_in_the_same_transaction(vetted):
    badge = decisions.accredit(actor=as_actor(officer()), delegate=vetted, expected_version=2)
    fresh = Delegate.objects.get(pk=vetted.pk)
    assert (fresh.state, fresh.decided_by.name) == ("accredited", "Đặng Thuỳ Linh")
    assert (badge.state, badge.copy, badge.live_for, badge.delegate_id) == ("queued", 1, fresh.pk, fresh.pk)
    assert re.fullmatch(r"[0-9a-f]{32}", badge.serial)
    assert re.fullmatch(r"[A-HJ-NP-Z][1-9]-\d{5}", badge.number)
    assert badge.shows["family_name"] == "Mokoena"
    assert badge.shows["category"] == "delegate"
    assert entries(fresh)[-1] == ("delegate.accredited", "Đặng Thuỳ Linh", "vetted", "accredited")
    assert entries(badge) == [("badge.queued", "Đặng Thuỳ Linh", "", "queued")]
    connection.check_constraints()


def test_accrediting_tells_every_focal_point_once_each_in_their_language(vetted):
    decisions.accredit(actor=as_actor(officer()), delegate=vetted)
    letters = Message.objects.order_by("recipient")
    assert [(m.recipient, m.language, m.kind) for m in letters] == [
        ("one@mission.example", "en", "accreditation.accredited"),
        ("two@mission.example", "fr", "accreditation.accredited"),
    ]
    badge = Badge.objects.get(delegate=vetted)
    assert letters[0].context["persons"] == [
        {"name": "Thandeka Mokoena", "capacity": "Delegate", "category": "Delegate", "badge": badge.number}
    ]
    assert letters[0].context["liaison"] == "Ms. Trần Thu Hà"
    assert letters[0].scope == "KEN"


def test_the_letter_says_of_each_field_what_its_change_means_as_the_pages_do(vetted):
    decisions.accredit(actor=as_actor(officer()), delegate=vetted)
    for letter in Message.objects.all():
        with override(letter.language):
            rule = rule_in_words()
        said = render_letter(
            get_notice(letter.kind),
            letter.context,
            conference=current_conference(),
            language=letter.language,
            name="",
            reference="x",
        )
        assert rule in " ".join(said.text.split())
        assert rule in unescape(" ".join(said.html.split()))
        del letter.context["rule"]  # as one that was queued before the letter had it
        render_letter(
            get_notice(letter.kind),
            letter.context,
            conference=current_conference(),
            language="en",
            name="",
            reference="x",
        )


def test_whoever_vetted_may_not_accredit_and_is_named(waits):
    also_vets(Role.ACCREDITATION)
    linh = officer()
    decisions.vet(actor=as_actor(linh), delegate=waits)
    with pytest.raises(NotPossible) as refusal:
        decisions.accredit(actor=as_actor(linh), delegate=waits)
    assert str(refusal.value) == (
        "Đặng Thuỳ Linh vetted Thandeka Mokoena; another officer must accredit. Nothing was changed."
    )
    assert (Delegate.objects.get(pk=waits.pk).state, Badge.objects.count()) == ("vetted", 0)


def test_the_database_holds_four_eyes_by_itself(waits):
    """The control: without the action the constraint refuses."""
    also_vets(Role.ACCREDITATION)
    linh = officer()
    decisions.vet(actor=as_actor(linh), delegate=waits)

    @lifecycle.use_case
    def alone():
        lifecycle.move(waits, "accredited", actor=SYSTEM, verb="delegate.accredited", decided_by_id=linh.pk)

    with pytest.raises(IntegrityError, match="delegate_four_eyes"), transaction.atomic():
        alone()


def test_returning_keeps_code_and_words_and_tells_what_to_do(waits):
    decisions.return_(
        actor=as_actor(security()), delegate=waits, code="photo_unclear", explanation=" The hat. ", expected_version=1
    )
    fresh = Delegate.objects.get(pk=waits.pk)
    assert (fresh.state, fresh.return_code, fresh.return_words) == ("returned", "photo_unclear", "The hat.")
    entry = AuditEntry.objects.get(ref=fresh.record_id)
    assert (entry.reason, entry.details["code"]) == ("The hat.", "photo_unclear")
    letters = list(Message.objects.all())
    assert {letter.kind for letter in letters} == {"accreditation.returned"}
    assert len(letters) == 2
    assert letters[0].context["words"] == "The hat."
    assert letters[0].context["person"] == "Thandeka Mokoena"


def test_a_proposed_reason_is_read_in_each_readers_language(waits):
    """The officer took the sentence as it was proposed; only the officer's own words stay as they are."""
    decisions.return_(actor=as_actor(security()), delegate=waits, code="photo_unclear")
    english, french = Message.objects.order_by("recipient")
    assert english.context["words"].startswith("The face cannot be recognised in the photo.")
    with override("fr"):
        assert french.context["words"] == str(reasons.find_reason(reasons.RETURN, "photo_unclear").proposal)
    assert french.context["words"] != english.context["words"]
    entry = AuditEntry.objects.get(ref=Delegate.objects.get(pk=waits.pk).record_id)
    with override("ru"):
        assert describe_entry(entry).reason == str(reasons.find_reason(reasons.RETURN, "photo_unclear").proposal)
        assert re.search("[а-я]", describe_entry(entry).reason)


def test_words_are_proposed_in_the_delegations_language(waits):
    Party.objects.filter(code="KEN").update(language="fr")
    waits.delegation.party.refresh_from_db()
    decisions.return_(actor=as_actor(security()), delegate=waits, code="note_missing")
    proposed = reasons.find_reason(reasons.RETURN, "note_missing").proposal_in("fr")
    assert Delegate.objects.get(pk=waits.pk).return_words == proposed


def test_another_reason_needs_words(waits):
    for action in (decisions.return_, decisions.refuse_accreditation):
        with pytest.raises(NotPossible) as refusal:
            action(actor=as_actor(officer()), delegate=waits, code="other", explanation="  ")
        assert str(refusal.value) == ("Write out the reason: the focal point needs to know it. Nothing was changed.")
    with pytest.raises(NotPossible, match=r"Choose a reason\. Nothing was changed\."):
        decisions.return_(actor=as_actor(officer()), delegate=waits, code="security")


def test_refusing_is_final_and_tells_why(vetted):
    decisions.refuse_accreditation(actor=as_actor(officer()), delegate=vetted, code="not_named", expected_version=2)
    fresh = Delegate.objects.get(pk=vetted.pk)
    assert (fresh.state, fresh.return_code) == ("refused", "not_named")
    assert fresh.return_words == "The party has not named this person as a member of its delegation."
    assert [m.kind for m in Message.objects.all()] == ["accreditation.refused"] * 2
    with pytest.raises(NotPossible, match="Thandeka Mokoena is refused and cannot become vetted"):
        decisions.vet(actor=as_actor(security()), delegate=fresh)


def test_rights(waits, vetted):
    secretariat, liaison = as_actor(make_user(None, Role.SECRETARIAT)), as_actor(security("Lê Quốc Trung"))
    with pytest.raises(NotAllowed):
        decisions.vet(actor=secretariat, delegate=waits)
    with pytest.raises(NotAllowed):
        decisions.accredit(actor=liaison, delegate=vetted)
    with pytest.raises(NotAllowed):
        decisions.refuse_accreditation(actor=liaison, delegate=vetted, code="security")
    with pytest.raises(NotAllowed):
        decisions.return_(actor=secretariat, delegate=vetted, code="photo_unclear")
    with pytest.raises(NotAllowed):
        decisions.read_document(actor=secretariat, delegate=vetted)
    with pytest.raises(NotAllowed, match="Please sign in to do this"):
        decisions.vet(actor=SYSTEM, delegate=waits)


def test_the_slower_officer_learns_who_was_faster(vetted):
    stale = Delegate.objects.get(pk=vetted.pk)
    decisions.accredit(actor=as_actor(officer()), delegate=vetted, expected_version=2)
    with pytest.raises(AlreadyDecided) as late:
        decisions.refuse_accreditation(
            actor=as_actor(officer("Lương Gia Bảo")), delegate=stale, code="security", expected_version=2
        )
    assert str(late.value) == "Thandeka Mokoena: already accredited by Đặng Thuỳ Linh. Nothing was changed."
    assert Message.objects.filter(kind="accreditation.refused").count() == 0


def test_a_second_round_forgets_what_was_returned(waits):
    phuc, linh = security(), officer()
    decisions.return_(actor=as_actor(phuc), delegate=waits, code="photo_unclear")

    @lifecycle.use_case
    def submit_again():
        lifecycle.move(waits, "submitted", actor=SYSTEM, verb="delegate.submitted")

    submit_again()
    decisions.vet(actor=as_actor(phuc), delegate=waits)
    fresh = Delegate.objects.get(pk=waits.pk)
    assert (fresh.return_code, fresh.return_words) == ("", "")
    decisions.accredit(actor=as_actor(linh), delegate=fresh)
    # Another version, another letter: to each focal point one of each kind.
    assert sorted(Message.objects.values_list("kind", "recipient")) == [
        ("accreditation.accredited", "one@mission.example"),
        ("accreditation.accredited", "two@mission.example"),
        ("accreditation.returned", "one@mission.example"),
        ("accreditation.returned", "two@mission.example"),
    ]


def test_reading_a_document_number_is_kept_in_the_record(vetted):
    phuc = security()
    assert decisions.read_document(actor=as_actor(phuc), delegate=vetted) == vetted.document_number
    last = AuditEntry.objects.order_by("-number").first()
    assert (last.verb, last.actor_id, last.subject_label) == ("delegate.document_read", phuc.pk, "Thandeka Mokoena")
    assert vetted.document_number not in str(last.details)


def test_codes_are_unique_and_short_enough():
    for table in (reasons.RETURN, reasons.REFUSE):
        codes = [reason.code for reason in table]
        assert len(set(codes)) == len(codes)
        assert max(map(len, codes)) <= 20
        assert all(str(reason.proposal) or reason.code == reasons.OTHER for reason in table)


def test_accredited_by_the_factory_and_by_the_actions_look_alike(world):
    member, badge = accredited("BRA")
    assert (member.state, badge.state, Badge.objects.get(live_for=member.pk)) == ("accredited", "queued", badge)
