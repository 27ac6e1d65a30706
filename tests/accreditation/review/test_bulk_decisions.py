"""Several at once: the preview names everybody, and the decision takes each as previewed."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from conference.audit.chain import find_faults
from conference.audit.models import AuditEntry
from conference.core import lifecycle
from conference.core.access import Role
from conference.core.errors import NotAllowed, NotPossible
from conference.correspondence.models import Message
from delegations.accreditation.models import Badge, WatchMatch
from delegations.accreditation.review.actions import decisions
from delegations.accreditation.watchlist import actions
from delegations.registration.models import Delegate
from tests.accreditation.kit import accredited, also_vets, as_actor, give_photo, officer, security
from tests.accreditation.review.test_desk import flashed
from tests.accreditation.review.test_queue import QUEUE, waits
from tests.markup import compact
from tests.people import make_focal_point, make_member, make_user, sign_in

LOOK, DO, DONE, UNDO = (reverse(f"accreditation:{name}") for name in ("look", "do", "done", "undo"))
WHOLE = {
    "date_of_birth": "1980-01-02",
    "nationality": "KE",
    "functional_title": "Adviser",
    "document_type": "ordinary",
    "document_number": "AK0123456",
    "document_expiry": date(2030, 1, 1),
}


def whole(code: str = "KEN", **fields) -> Delegate:
    member = waits(code, **{**WHOLE, **fields})
    give_photo(member)
    return Delegate.objects.get(pk=member.pk)


def who(*members: Delegate) -> list[str]:
    return [f"{member.public_id}:{member.version}" for member in members]


def now(member: Delegate) -> Delegate:
    return Delegate.objects.select_related("delegation__party").get(pk=member.pk)


def section(response, heading: str) -> str:
    text = response.content.decode()
    return text.split(f">{heading}</h2>")[1].split("</section>")[0] if f">{heading}</h2>" in text else ""


def names(part: str) -> list[str]:
    return re.findall(r"\?step=all\"><bdi>(.*?)</bdi>", part)


def test_the_preview_names_whom_it_touches_and_who_is_left_out_and_why(client, world):
    also_vets(Role.ACCREDITATION)
    linh = officer()
    one, two = whole(family_name="Able"), whole("BRA", family_name="Baker")
    flagged = whole(family_name="Chekhov", given_names="Anton")
    lacking = whole(family_name="Dog", nationality="", functional_title="")
    mine = whole(family_name="Easy")
    changed = whole(family_name="Fox")
    for member in (one, two, flagged, lacking, mine):
        decisions.vet(actor=as_actor(linh if member is mine else security()), delegate=member)
    actions.enter_watch(actor=as_actor(security()), values={"name": "Антон Чехов", "why": "x"})
    seen = [now(member) for member in (one, two, flagged, lacking, mine, changed)]
    decisions.vet(actor=as_actor(security()), delegate=now(changed))
    sign_in(client, linh)
    response = client.post(LOOK, {"act": "accredit", "who": [*who(*seen), "x", "y:z"]})
    text = response.content.decode()
    assert "Accredit 2 persons" in text
    persons = section(response, "Persons to be decided on")
    assert names(persons) == ["Given Able", "Given Baker"]
    assert persons.count('<img class="portrait"') == 2
    left = section(response, "Persons left out, with reasons")
    assert names(left) == ["Anton Chekhov", "Given Dog", "Given Easy", "Given Fox"]
    for why in (
        "is flagged by the watch list; decide on this person individually",
        "missing: nationality, function",
        "was vetted by you; another officer must accredit",
        "has changed since",
    ):
        assert why in left
    assert text.index("Persons left out, with reasons") < text.index("Persons to be decided on")
    assert {now(member).state for member in (one, two)} == {"vetted"}
    # All that fit a filter, and a compared flag no longer keeps anybody out.
    actions.set_aside(actor=as_actor(linh), match=WatchMatch.objects.get(), explanation="Another face.")
    response = client.post(f"{LOOK}?step=decide&delegation=KEN", {"act": "accredit", "all": "1"})
    assert names(section(response, "Persons to be decided on")) == ["Given Able", "Anton Chekhov", "Given Fox"]
    # Nobody was ticked: said so, with the way back to the same filter.
    text = compact(client.post(f"{LOOK}?step=decide&delegation=KEN", {"act": "accredit"}).content.decode())
    assert "<h1>Nobody was chosen</h1>" in text
    assert "Accredit 0" not in text
    assert text.count(f'href="{reverse("accreditation:queue")}?step=decide&amp;delegation=KEN"') == 2
    text = compact(client.post(LOOK, {"act": "accredit", "who": who(now(mine))}).content.decode())
    assert "<h1>No decisions are left</h1>" in text
    # Security does not accredit, whatever a form says.
    sign_in(client, security())
    assert client.post(LOOK, {"act": "accredit", "who": who(one)}).status_code == 403
    assert client.post(LOOK, {"act": "nonsense"}).status_code == 409


def test_accredited_as_previewed_with_one_letter_a_delegation_and_undone(client, world):
    make_focal_point("KEN", email="one@mission.example")
    linh = officer()
    people = [whole(family_name=name) for name in ("Able", "Baker", "Charlie")]
    for member in people:
        decisions.vet(actor=as_actor(security()), delegate=member)
    seen = [now(member) for member in people]
    decisions.return_(actor=as_actor(officer("Lương Gia Bảo")), delegate=now(people[2]), code="photo_unclear")
    before = Message.objects.count()
    sign_in(client, linh)
    response = client.post(f"{DO}?step=decide", {"act": "accredit", "sure": "1", "who": who(*seen)}, follow=True)
    assert response.redirect_chain == [(f"{DONE}?step=decide", 302)]
    assert "2 persons are accredited" in response.content.decode()
    assert "Given Charlie: already returned by Lương Gia Bảo. Nothing was changed." in section(
        response, "Persons left out, with reasons"
    )
    letter = Message.objects.order_by("pk").last()
    assert (Message.objects.count(), letter.kind) == (before + 1, "accreditation.accredited")
    assert [person["name"] for person in letter.context["persons"]] == ["Given Able", "Given Baker"]
    assert [now(member).state for member in people] == ["accredited", "accredited", "returned"]
    # Somebody changes one of them; the other goes back, with the badge superseded, by the same actions and record.
    able = now(people[0])
    lifecycle.use_case(
        lambda: lifecycle.change(able, actor=as_actor(linh), verb="delegate.changed", hotel="Metropole")
    )()
    response = client.post(f"{UNDO}?step=vet", follow=True)
    said = flashed(response)
    assert "Undone: Given Baker is as before. No e-mail is sent." in said
    assert "Not undone: Given Able. Given Able: already accredited by Đặng Thuỳ Linh." in said
    assert [now(member).state for member in people] == ["accredited", "vetted", "returned"]
    assert Badge.objects.get(delegate=people[1]).state == "superseded"
    back = AuditEntry.objects.get(verb="delegate.decision_undone")
    assert (back.came_from, back.went_to) == ("accredited", "vetted")
    assert now(people[1]).vetted_by.name == "Tạ Văn Phúc"
    letter.refresh_from_db()
    assert (letter.state, [person["name"] for person in letter.context["persons"]]) == ("queued", ["Given Able"])
    assert client.post(UNDO).status_code == 409
    assert list(find_faults()) == []


def test_several_are_vetted_or_returned_and_undone(client, world):
    member, other = whole(family_name="Able"), whole(family_name="Baker")
    sign_in(client, security())
    response = client.post(DO, {"act": "vet", "sure": "1", "who": who(member)}, follow=True)
    assert "1 person is vetted" in response.content.decode()
    assert UNDO in response.content.decode()
    # A return asks for its reason before anything is done.
    response = client.post(DO, {"act": "return", "sure": "1", "who": who(now(member), other)})
    assert response.status_code == 422
    assert "Choose a reason." in response.content.decode()
    assert names(section(response, "Persons to be decided on")) == ["Given Able", "Given Baker"]
    values = {"act": "return", "sure": "1", "code": "photo_unclear", "who": who(now(member), other)}
    client.post(DO, values)
    assert {now(one).state for one in (member, other)} == {"returned"}
    assert now(other).return_words.startswith("The face cannot be recognised")
    # Whoever undoes sees the person again.
    assert client.post(UNDO).url.startswith(reverse("accreditation:person", args=[member.public_id]))
    assert {(now(one).state, now(one).return_code) for one in (member, other)} == {("submitted", ""), ("vetted", "")}


def test_the_last_single_decision_is_undone_for_a_while(client, world, settings):
    member = whole(family_name="Able")
    decisions.vet(actor=as_actor(security()), delegate=member)
    sign_in(client, officer())
    accredit = reverse("accreditation:accredit", args=[member.public_id])
    text = client.post(accredit, {"version": "2"}, follow=True).content.decode()
    assert "You accredited Given Able." in text
    assert 'data-key="u"' in text
    settings.UNDO_SECONDS = 0
    other = whole(family_name="Baker")
    decisions.vet(actor=as_actor(security()), delegate=other)
    client.post(reverse("accreditation:accredit", args=[other.public_id]), {"version": "2"})
    assert 'data-key="u"' not in client.get(QUEUE).content.decode()
    assert client.post(UNDO).status_code == 409
    assert now(other).state == "accredited"


def test_back_to_review_needs_a_reason_and_the_right(client, world):
    make_focal_point("KEN", email="one@mission.example")
    member, badge = accredited("KEN", family_name="Mokoena", given_names="Thandeka")
    with pytest.raises(NotAllowed):
        decisions.reopen(actor=as_actor(security()), delegate=member, explanation="x")
    with pytest.raises(NotPossible, match="Give the reason for the return to review"):
        decisions.reopen(actor=as_actor(officer()), delegate=member, explanation=" ")
    with pytest.raises(NotPossible, match="there is no decision to withdraw"):
        other = decisions.vet(actor=as_actor(security()), delegate=whole())
        decisions.reopen(actor=as_actor(officer()), delegate=other, explanation="x")
    assert Badge.objects.get().is_live
    sign_in(client, officer())
    values = {"version": str(member.version), "explanation": "Another person of that name."}
    text = client.post(reverse("accreditation:reopen", args=[member.public_id]), values, follow=True)
    assert "Thandeka Mokoena is in review again; the badge is no longer valid." in flashed(text)
    badge.refresh_from_db()
    assert (now(member).state, badge.state) == ("submitted", "superseded")
    letter = Message.objects.order_by("pk").last()
    assert (letter.context["words"], letter.context["badge"]) == ("Another person of that name.", badge.number)


def test_how_many_at_once(world):
    linh = as_actor(security())
    with pytest.raises(NotPossible, match="Nobody is chosen"):
        decisions.decide_many(actor=linh, act="vet", expected_version=[])
    with pytest.raises(NotPossible, match="At most 200 at once"):
        decisions.decide_many(actor=linh, act="vet", expected_version=[(make_member().public_id, 1)] * 201)


def test_a_return_of_several_without_its_words_keeps_selection_and_words(client, world):
    people = [whole(family_name=name) for name in ("Able", "Baker")]
    sign_in(client, officer())
    sent = {
        "act": "return",
        "sure": "1",
        "who": who(*people),
        "code": "photo_unclear",
        "explanation": "Too dark. " * 300,
    }
    for wrong, field in (
        (sent, "explanation"),
        ({**sent, "code": "other", "explanation": " "}, "explanation"),
        ({**sent, "code": ""}, "code"),
    ):
        answer = client.post(DO, wrong)
        text = answer.content.decode()
        assert answer.status_code == 422
        assert text.count('name="who" value="') == 2
        assert f'id="several-{field}_error"' in text
        assert f">{wrong['explanation']}</textarea>" in text
        if wrong["code"]:
            assert re.search(rf'value="{wrong["code"]}"[^>]* checked', text)
    assert {now(member).state for member in people} == {"submitted"}


def test_back_to_review_without_its_words_says_so_at_the_field_and_keeps_them(client, world):
    member, badge = accredited("KEN")
    sign_in(client, officer())
    url, long = reverse("accreditation:reopen", args=[member.public_id]), "Wrong person. " * 200
    for words in (long, " "):
        answer = client.post(url, {"version": member.version, "explanation": words})
        text = answer.content.decode()
        assert answer.status_code == 422
        assert '<details class="back-to-review" open>' in text
        assert f">{words}</textarea>" in text
        assert 'id="reopen-explanation_error"' in text
    # Somebody else was first: the words stand where they were typed.
    late = client.post(url, {"version": member.version - 1, "explanation": "Wrong person."})
    assert late.status_code == 409
    assert late.content.decode().count("Wrong person.") == 1
    assert Badge.objects.get(pk=badge.pk).state == "queued"
    assert client.post(url, {"version": member.version, "explanation": "Wrong person."}).status_code == 302
    assert now(member).state == "submitted"


def test_whoever_vets_without_the_right_to_the_watch_list_learns_nothing_of_it(world):
    also_vets(Role.SECRETARIAT)
    flagged = whole(family_name="Chekhov", given_names="Anton")
    actions.enter_watch(actor=as_actor(security()), values={"name": "Антон Чехов", "why": "x"})
    waiting = [(flagged.public_id, now(flagged).version)]

    def why_not(actor):
        return [
            why for _person, why in decisions.decide_many(actor=actor, act="vet", expected_version=waiting).left_out
        ]

    assert why_not(as_actor(make_user(None, Role.SECRETARIAT))) == ["must be decided on individually"]
    # The control: whoever may read the watch list is told.
    assert why_not(as_actor(security())) == ["is flagged by the watch list; decide on this person individually"]
