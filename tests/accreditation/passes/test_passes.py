"""Passes: within the allowance, one number once, to whom they may go, and who sees them."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from conference.audit.models import AuditEntry
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.db import guards, together
from conference.translated import Translated
from delegations.accreditation.desk_tasks import passes_astray
from delegations.accreditation.models import Allowance, BadgeSetup, Pass
from delegations.accreditation.passes import actions, papers, queries
from delegations.accreditation.passes.actions import parse_number
from delegations.gates.models import Gate
from tests.accreditation.badges.test_badges import leave
from tests.accreditation.collection.test_receipts import collect, printed
from tests.accreditation.kit import accredited, as_actor, officer, printer, security
from tests.accreditation.pass_kit import CAR, sort, vehicle_pass
from tests.accreditation.print_room import page
from tests.markup import compact
from tests.people import make_delegation, make_focal_point, make_member, sign_in
from tests.printing.readback import accessible, open_pdf, words


def lend(number: str = "1", *, kind: str = "floater", member=None, code: str = "KEN", to: str = "", who=None, **more):
    holder = member or accredited(code)[0]
    return actions.lend(
        actor=who or as_actor(printer()),
        delegation=make_delegation(code),
        type=sort(kind),
        number=number,
        member=holder,
        to=to,
        **more,
    )


def test_numbers_are_read_as_they_are_typed(world):
    floater = sort()
    assert [parse_number(floater, text) for text in ("391", "F-0391", "f 391", "F0391")] == ["F-0391"] * 4
    for text in ("", "V-1", "F-", "1234567", "one"):
        with pytest.raises(NotPossible, match="written like this: F-0391"):
            parse_number(floater, text)


def test_no_more_go_out_than_allowed_and_what_comes_back_goes_out_again(world):
    first, second = lend("1"), lend("2")
    assert (first.number, first.to, first.member.full_name) == ("F-0001", first.member.full_name, first.to)
    with pytest.raises(
        NotPossible, match=r"Kenya has all its passes of this sort out: 2 of 2\. Nothing was given out\."
    ):
        lend("3")
    lend("3", code="BRA")
    actions.end_pass(actor=as_actor(printer()), lent=first, to="returned", expected_version=1)
    assert Allowance.objects.get(delegation__party__code="KEN").used == 1
    again = lend("1")
    actions.end_pass(actor=as_actor(printer()), lent=second, to="lost", expected_version=1)
    with pytest.raises(NotPossible, match="F-0002 was reported lost and is not given out again"):
        lend("2")
    with pytest.raises(NotPossible, match=r"F-0001 has already been given out to "):
        lend("1")
    lend("4")
    with pytest.raises(AlreadyDecided, match="F-0001: already returned by"):
        actions.end_pass(actor=as_actor(printer()), lent=first, to="lost", expected_version=1)
    entry = AuditEntry.objects.get(ref=again.record_id)
    assert (entry.verb, entry.scope, entry.details["to"]) == ("pass.lent", "KEN", again.to)


def test_the_allowance_is_changed_within_what_is_out(world):
    kenya, floater = make_delegation("KEN"), sort()
    lend("1")
    lend("2")
    with pytest.raises(NotPossible, match="Kenya currently holds 2 of these"):
        actions.allow(actor=as_actor(officer()), delegation=kenya, type=floater, most=1)
    actions.allow(actor=as_actor(officer()), delegation=kenya, type=floater, most=3)
    lend("3")
    assert AuditEntry.objects.get(verb="pass.allowed").details["changed"] == {"most": ["2", "3"]}
    with pytest.raises(NotAllowed):
        actions.allow(actor=as_actor(printer()), delegation=kenya, type=floater, most=9)


def test_who_may_have_which(world):
    with pytest.raises(NotPossible, match="is not accredited"):
        lend(member=make_member("KEN", state="vetted"))
    with pytest.raises(NotPossible, match="Choose a member of the delegation"):
        lend(member=accredited("BRA")[0])
    with pytest.raises(NotPossible, match="is not the head of delegation"):
        lend(kind="pin")
    with pytest.raises(NotAllowed):
        lend(who=as_actor(security()))
    assert lend("18", kind="pin", member=accredited("KEN", capacity="head")[0]).number == "P-0018"
    with pytest.raises(NotPossible, match="A vehicle pass requires the number plate, driver, gate and days"):
        actions.lend(
            actor=as_actor(printer()), delegation=make_delegation("KEN"), type=sort("vehicle"), number="1", to="Hà"
        )


def test_the_database_itself_counts_and_refuses(world):
    """The control: without the guard one more goes out than allowed."""
    lend("1")
    lend("2")
    with pytest.raises(IntegrityError, match="allowance_kept"), transaction.atomic():
        Allowance.objects.update(most=1)
    actions.end_pass(actor=as_actor(printer()), lent=Pass.objects.first(), to="returned")
    Allowance.objects.update(most=1)
    names = ["accreditation_pass_graph", "accreditation_pass_counted_update"]
    back = Pass.objects.filter(state="returned")
    guards.uninstall(names=names[:1])
    try:
        with pytest.raises(DatabaseError, match="allowance_kept"), transaction.atomic():
            back.update(state="lent")
        guards.uninstall(names=names[1:])
        assert back.update(state="lent") == 1
    finally:
        guards.install(names=names)
    assert Pass.objects.filter(state="lent").count() == 2


def test_a_holder_who_leaves_is_a_matter_of_the_desk(world):
    member, _badge = accredited("KEN")
    lend(member=member)
    clerk = as_actor(printer())
    assert together.results_of(passes_astray(clerk)) == []
    leave(member, "withdrawn")
    (matter,) = together.results_of(passes_astray(clerk))
    assert str(matter.title) == "1 pass to be returned"
    assert [one.number for one in queries.passes_to_take_back()] == ["F-0001"]


def test_a_vehicle_pass_on_paper(room):
    given = vehicle_pass("KEN", as_actor(printer()))
    response = room.get(reverse("accreditation:pass_file", args=[given.pk]))
    assert accessible(response.content) == ("1", "Vehicle pass", "en")
    said = words(open_pdf(response.content)[0])
    for part in ("Vehicle pass", "V-0041", "Kenya", "29NG 001 07", "Gate 1", CAR.driver, "Sat 25 Oct", "Sun 26 Oct"):
        assert part in said
    actions.end_pass(actor=as_actor(printer()), lent=given, to="returned")
    assert room.get(reverse("accreditation:pass_file", args=[given.pk])).status_code == 404


def test_the_gate_of_a_vehicle_is_named_in_the_readers_language_and_in_that_of_the_badges(room, client):
    given = vehicle_pass("KEN", as_actor(printer()))
    Gate.objects.create(name=Translated(en="Gate 1, Pham Hung Street", fr="Porte 1, rue Pham Hung", ru="Вход 1"))
    BadgeSetup.objects.create(language="ru")
    said = words(open_pdf(room.get(reverse("accreditation:pass_file", args=[given.pk])).content)[0])
    assert "Вход 1" in said
    assert "Gate 1" not in said
    sign_in(client, make_focal_point("KEN", language="fr"))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    assert "<bdi>Porte 1</bdi>" in client.get(reverse("accreditation:own_passes", args=["ken"])).content.decode()


def test_what_is_signed_when_a_pass_goes_out_and_comes_back(room):
    given = lend("391", to="Ms. Aminata Zadi")
    address = reverse("accreditation:pass_slip", args=[given.pk])
    assert address in room.get(reverse("accreditation:passes_of", args=["ken"])).content.decode()
    slip = room.get(address).content
    assert accessible(slip) == ("1", "Receipt for a pass", "en")
    said = words(open_pdf(slip)[0])
    for part in ("Receipt for a pass", "F-0391", "Kenya", given.member.full_name, "Floater, restricted rooms"):
        assert part in said
    assert said.count("Signature of Ms. Aminata Zadi") == 1
    assert said.count("Signature at the counter") == 2
    actions.end_pass(actor=as_actor(printer()), lent=given, to="returned", by="Mr. Trần Văn Hà")
    back = words(open_pdf(room.get(address).content)[0])
    assert "Signature of Mr. Trần Văn Hà" in back
    with translation.override("vi"):
        again = papers.typeset_slip(given)
    assert accessible(again) == ("1", "Biên nhận thẻ phụ", "vi")
    with translation.override("fr"):  # not “for correction”, as of a member
        assert given.__class__(state="returned").get_state_display() == "Restitué"
    assert back.count("Signature of Ms. Aminata Zadi") == 1


def test_passes_that_go_with_badges_stand_on_the_receipt(world):
    printed("KEN", 1)
    lend("391", to="Ms. Aminata Zadi")
    lend("392", to="Somebody else")
    assert collect("KEN").shown_others == [["Floater, restricted rooms", 1, "F-0391"]]
    printed("KEN", 1)
    assert collect("KEN").others == []


def test_the_desk_gives_out_takes_back_and_says_why_not(room):
    member, _badge = accredited("KEN", family_name="Mokoena", given_names="Thandeka")
    url = reverse("accreditation:lend", args=["ken"])
    sent = {"type": str(sort().pk), "number": "391", "member": str(member.pk)}
    assert room.post(url, {"number": "1"}).status_code == 422
    done = room.post(url, sent, follow=True).content.decode()
    assert "F-0391 is given out to Thandeka Mokoena." in done
    assert "1 of 2 out" in done
    late = room.post(url, sent)
    assert late.status_code == 409
    assert "F-0391 has already been given out to Thandeka Mokoena (Kenya)." in late.content.decode()
    assert "F-0391" in page(room, "passes")
    given = Pass.objects.get()
    back = room.post(
        reverse("accreditation:end_pass", args=[given.pk]), {"to": "returned", "version": "1"}, follow=True
    )
    assert "F-0391: Returned." in back.content.decode()
    # Nobody else was named: whoever signed for it brought it back.
    assert Pass.objects.get().ended_by == "Thandeka Mokoena"
    room.post(url, {**sent, "number": "392"})
    other = Pass.objects.get(number="F-0392")
    ending = reverse("accreditation:end_pass", args=[other.pk])
    assert room.post(ending, {"to": "returned", "by": "PL1:ABC", "version": "1"}).status_code == 409
    text = room.post(ending, {"to": "returned", "by": " Trần  Thu Hà ", "version": "1"}, follow=True).content.decode()
    assert '<bdi class="muted small">Trần Thu Hà</bdi>' in text
    last = AuditEntry.objects.get(ref=Pass.objects.get(pk=other.pk).record_id)
    assert last.details["changed"]["ended_by"] == ["", "Trần Thu Hà"]
    sign_in(room, officer())
    room.post(reverse("accreditation:allow", args=["ken"]), {"type": str(sort().pk), "most": "5"})
    assert "0 of 5 out" in page(room, "passes_of", "ken")


def test_the_list_is_narrowed_to_a_party_or_a_member_in_any_spelling(room):
    member, _badge = accredited("KEN", family_name="Nguyễn", given_names="An", search="nguyen an")
    lend("391", member=member)
    lend("392", code="BRA")

    def shown(words: str) -> tuple[list[str], list[str]]:
        answer = room.get(reverse("accreditation:passes"), {"q": words})
        return [row.party.code for row in answer.context["delegations"]], [
            lent.number for lent in answer.context["out"]
        ]

    assert shown("") == (["BRA", "KEN"], ["F-0392", "F-0391"])
    assert shown("kenya") == (["KEN"], ["F-0391"])
    assert shown("nguyen") == (["KEN"], ["F-0391"])
    assert shown("bra") == (["BRA"], ["F-0392"])
    assert shown("nowhere") == ([], [])
    answer = room.get(reverse("accreditation:passes"), {"q": "nowhere"}).content.decode()
    assert '<li class="muted">No delegation matches</li>' in answer
    assert 'value="nowhere"' in answer


def test_the_focal_point_sees_the_own_ones_alone(client, world, django_assert_max_num_queries):
    given = lend("391")
    lend("392", code="BRA")
    sign_in(client, make_focal_point("KEN"))
    with django_assert_max_num_queries(17):  # one for the treaty, kept until it changes
        text = client.get(reverse("accreditation:own_passes", args=["ken"])).content.decode()
    assert "F-0391" in text
    assert "F-0392" not in text
    assert "1 of 2 out" in text
    # The holder's name leads to the delegation's own page of the person, which is open to it; the desk's is not.
    own = reverse("registration:member", args=["ken", given.member.public_id])
    assert f'<a href="{own}"><bdi>{given.member.full_name}</bdi></a>' in text
    assert client.get(own).status_code == 200
    assert "/desk/" not in text
    assert client.get(reverse("accreditation:own_passes", args=["bra"])).status_code == 404


def test_what_was_typed_for_a_pass_that_comes_back_or_an_allowance_stays(room, client):
    given = lend("1")
    end = reverse("accreditation:end_pass", args=[given.pk])
    long = "Otieno " * 30
    answer = room.post(end, {"version": "1", "to": "returned", "by": long})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{long}"' in text
    assert f'id="by-{given.pk}_error"' in text
    late = room.post(end, {"version": "9", "to": "returned", "by": "Brian Otieno"})
    assert late.status_code == 409
    assert 'value="Brian Otieno"' in late.content.decode()
    sign_in(client, officer())
    floater = given.allowance.type
    answer = client.post(reverse("accreditation:allow", args=["ken"]), {"type": floater.pk, "most": "many"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'<p class="why" id="most-{floater.pk}_error">Enter a whole number.</p>' in text
    assert 'value="many"' in text
    assert Pass.objects.get().state == "lent"


def test_a_pass_is_reported_lost_after_a_question_alone(room):
    """Before, the button in the row acted at once."""
    given = lend("1")
    page = room.get(reverse("accreditation:passes_of", args=["ken"])).content.decode()
    row, asked = page.split('<dialog class="ask"')[0], page.split(f'<dialog class="ask" id="lost-{given.pk}"')[1]
    assert 'value="lost"' not in row
    assert f'commandfor="lost-{given.pk}" command="show-modal"' in compact(row)
    asked = compact(asked.split("</dialog>")[0])
    assert "Report F-0001 lost?" in asked
    assert "Kenya may be given another pass instead. F-0001 itself is not given out again" in asked
    room.post(reverse("accreditation:end_pass", args=[given.pk]), {"version": "1", "to": "lost", "by": "Achieng"})
    given.refresh_from_db()
    assert (given.state, given.ended_by) == ("lost", "Achieng")
