"""The letters to focal points, word for word, in each reader's language."""

from __future__ import annotations

import pytest

from conference.correspondence.letters.registry import get_notice
from conference.correspondence.letters.rendering import render_letter
from conference.correspondence.models import Message
from conference.parties.models import PartyName
from delegations.accreditation.review import notices
from delegations.accreditation.review.actions import decisions
from delegations.registration.models import Delegate
from tests.accreditation.kit import as_actor, officer, security
from tests.people import make_focal_point, make_member

ACCREDITED = """\
Dear Johan Steenkamp,

The conference has accredited these members of the
delegation of Kenya:

- Wanjiru Kamau, Delegate (badge A1-61803, Delegate)
- Otieno Odhiambo, Adviser (badge A1-23606, Delegate)

The badge will be printed and given out at the Accreditation
Office, to its bearer against the identity document or to
the liaison officer against signature. Your liaison officer
is Ms. Trần Thu Hà.

A change of name, photo, capacity, category, date of birth,
nationality or travel document goes back to review, and the
badge ends; so does one into or out of the office of Head of
State, Head of Government or Minister for Foreign Affairs.
For function or title alone a new badge is printed, without
review.
"""
RETURNED = """\
Dear Johan Steenkamp,

The Accreditation Office has looked at the entry of Wanjiru
Kamau (Delegate) and needs a correction:

The note verbale gives a different functional title. Please
correct the title or send a new note.

Please correct the entry and submit this member again. The
place in the delegation is kept; no other member is
affected.
"""
REFUSED = """\
Dear Johan Steenkamp,

The conference has decided not to accredit Wanjiru Kamau
(Delegate):

The party has not named this person as a member of its
delegation.

The decision is final for this entry. The place is free
again: another person may be entered.
"""


@pytest.mark.parametrize(
    ("notice", "subject", "text"),
    [
        (notices.ACCREDITED, "Kenya: 2 members are accredited", ACCREDITED),
        (notices.RETURNED, "Kenya: please correct the entry of Wanjiru Kamau", RETURNED),
        (notices.REFUSED, "Kenya: Wanjiru Kamau was not accredited", REFUSED),
    ],
)
def test_word_for_word(world, notice, subject, text):
    said = render_letter(
        notice, notice.sample(), conference=world, language="en", name="Johan Steenkamp", reference="KEN-00042"
    )
    assert said.subject == subject
    assert said.text.startswith(text)
    assert "/portal/ken/" in said.text
    for part in ("Wanjiru Kamau", "/portal/ken/", "KEN-00042"):
        assert part in said.html


def test_one_person_is_named_in_the_subject(world):
    sample = dict(notices.ACCREDITED.sample())
    sample["persons"] = sample["persons"][:1]
    said = render_letter(notices.ACCREDITED, sample, conference=world, language="en", name="", reference="KEN-00042")
    assert said.subject == "Kenya: Wanjiru Kamau is accredited"
    assert "this member of the delegation\nof Kenya:" in said.text


def test_a_hostile_name_is_inert_in_both_parts(world):
    sample = {**notices.REFUSED.sample(), "person": "<b>x</b> {{ conference }}"}
    said = render_letter(notices.REFUSED, sample, conference=world, language="en", name="", reference="KEN-00042")
    assert said.subject == "Kenya: <b>x</b> {{ conference }} was not accredited"
    assert "&lt;b&gt;x&lt;/b&gt;" in said.html
    assert "{{ conference }}" in said.html


def test_each_reader_gets_names_in_the_own_language_and_a_link_to_the_entry(world):
    make_focal_point("KEN", email="en@mission.example")
    make_focal_point("KEN", email="fr@mission.example", language="fr")
    member = make_member("KEN", state="submitted")
    PartyName.objects.create(party=member.delegation.party, language="fr", short="Le Kenya", formal="la République")
    decisions.return_(actor=as_actor(security()), delegate=member, code="photo_unclear")
    letters = {letter.language: letter for letter in Message.objects.all()}
    assert {code: letter.context["party"] for code, letter in letters.items()} == {"en": "Kenya", "fr": "Le Kenya"}
    assert letters["en"].context["url"].endswith(f"/portal/ken/members/{member.public_id}/")


def test_every_letter_that_the_actions_queue_can_be_rendered(world):
    make_focal_point("KEN")
    linh, phuc = as_actor(officer()), as_actor(security())
    for verb in ("accredit", "return_", "refuse_accreditation"):
        member = make_member("KEN", state="submitted")
        decisions.vet(actor=phuc, delegate=member)
        words = {} if verb == "accredit" else {"code": "other", "explanation": "As said by telephone."}
        getattr(decisions, verb)(actor=linh, delegate=Delegate.objects.get(pk=member.pk), **words)
    letters = list(Message.objects.order_by("pk"))
    assert len(letters) == 3
    for letter in letters:
        said = render_letter(
            get_notice(letter.kind), letter.context, conference=world, language="en", name="", reference="x"
        )
        assert "Given" in said.text
        assert ("As said by telephone." in said.text) == (letter.kind != "accreditation.accredited")
