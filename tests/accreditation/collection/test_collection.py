"""The badge collection: a code, a number, a name or a party leads to the badge."""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.urls import reverse

from conference.audit.models import AccessLogEntry
from conference.core import clock
from conference.parties.models import PartyName
from delegations.accreditation.badges import contents, queries
from delegations.accreditation.badges.actions import issuing
from delegations.accreditation.badges.contents import BadgeDataBuilder, get_key_ring
from delegations.accreditation.collection import actions
from delegations.accreditation.models import Badge
from delegations.registration.members import rules
from delegations.registration.models import Delegate
from tests.accreditation.collection.test_receipts import collect
from tests.accreditation.kit import accredited, as_actor, printer
from tests.markup import compact
from tests.people import make_member, make_party
from tests.registration.kit import text_of


@pytest.fixture(autouse=True)
def during_the_conference():
    """Codes end with the conference."""
    with clock.standing(datetime(2025, 10, 24, 9, tzinfo=UTC)):
        yield


COUNTER = reverse("accreditation:counter")


def code_of(badge: Badge) -> str:
    (row,) = contents.read_rows(Badge.objects.filter(pk=badge.pk))
    return BadgeDataBuilder().token(row)


def scanned(room, text: str) -> str:
    return room.post(COUNTER, {"scan": text}, follow=True).content.decode()


def printed(code: str = "KEN", **fields) -> Badge:
    badge = accredited(code, **fields)[1]
    issuing.mark_printed(actor=as_actor(printer()), badges=[(badge.pk, 1)])
    return Badge.objects.get(pk=badge.pk)


def test_a_scan_then_enter_hands_out_to_the_bearer(room):
    badge = printed(family_name="Mokoena", given_names="Thandeka")
    response = room.post(COUNTER, {"scan": "kenya" + code_of(badge) + "\r\n"})
    # The code is in no address, and so in no log.
    assert response["Location"] == f"{COUNTER}?badge={badge.pk}"
    text = room.get(response["Location"]).content.decode()
    assert "Thandeka Mokoena" in text
    assert 'Give out to the bearer <kbd class="key">Enter</kbd>' in text
    shown = {"badge": str(badge.pk), "version": "2"}
    # Another badge that is scanned meanwhile, and a button that only finds, hand out nothing.
    other = printed()
    for sent in ({**shown, "enter": "1", "scan": code_of(other)}, {**shown, "find": "1", "scan": ""}):
        room.post(COUNTER, sent)
    assert Badge.objects.filter(state="collected").count() == 0
    done = room.post(COUNTER, {**shown, "enter": "1", "scan": ""}, follow=True)
    assert f"{badge.number} is given out to Thandeka Mokoena." in done.content.decode()
    badge.refresh_from_db()
    assert (badge.state, badge.collected_by_name) == ("collected", "Thandeka Mokoena")


def test_a_party_that_is_typed_leads_to_all_its_badges(room):
    for code, search in (("KEN", "otieno"), ("KEN", ""), ("KEN", ""), ("BRA", "otieno")):
        printed(code, search=search)
    link = '<a class="b" href="/desk/badges/delegations/ken/">'
    answer = room.get(COUNTER, {"q": "kenya"})
    assert link in answer.content.decode()
    assert "Give out 3: Kenya" in text_of(answer)
    assert "Give out" not in text_of(room.get(COUNTER, {"q": "otieno"}))  # found in two delegations
    collect("KEN")
    assert link not in room.get(COUNTER, {"q": "kenya"}).content.decode()


def test_by_number_name_and_party_and_to_somebody_named(room):
    badge = printed(family_name="Mokoena", given_names="Thandeka", search="mokoena thandeka")
    other = printed()
    for text in (badge.number, badge.number[-5:], "mokoena"):
        found = scanned(room, text)
        assert "Give out to the bearer" in found
        # The field is empty again, so that the next Enter hands out.
        assert 'name="scan" type="search" value=""' in found
    for text in ("ken", "Kenya"):
        listed = scanned(room, text)
        assert badge.number in listed
        assert other.number in listed
    assert "No badge has this number, bearer or party." in scanned(room, "nobody")
    assert "A whole number looks like" not in scanned(room, "nobody")
    assert 'A whole number looks like <span class="num" dir="ltr">A1-00000</span>' in scanned(room, "Z9 123")
    url = reverse("accreditation:counter_hand_out", args=[badge.pk])
    for none, status in ((" ", 422), ("Otieno\u202e", 422), (code_of(badge)[:150], 409)):
        refused = room.post(url, {"version": "2", "to": none})
        assert refused.status_code == status
        assert f'value="{none}"' in refused.content.decode()  # what was typed stays
        assert ('id="to_error"' in refused.content.decode()) == (status == 422)
    room.post(url, {"version": "2", "to": "Trần Thu Hà"})
    badge.refresh_from_db()
    assert badge.collected_by_name == "Trần Thu Hà"


def test_a_list_that_is_cut_says_so(room, monkeypatch):
    monkeypatch.setattr(queries, "FOUND", 2)
    said = "Only the first 2 are listed."
    printed()
    home = reverse("accreditation:badges")
    assert said not in scanned(room, "Kenya")
    assert said not in room.get(home, {"q": "Kenya"}).content.decode()
    printed()
    printed()
    assert said in scanned(room, "Kenya")
    assert said in room.get(home, {"q": "Kenya"}).content.decode()
    assert said not in room.get(home).content.decode()


def test_it_says_why_a_badge_is_not_handed_out(room):
    queued = accredited("KEN")[1]
    assert "Not printed yet." in scanned(room, queued.number)
    badge = printed()
    old = code_of(badge)
    new = issuing.replace_badge(actor=as_actor(printer()), badge=badge, code="damaged", explanation="Torn")
    text = scanned(room, old)
    assert "This copy was superseded" in text
    assert "Copy 2 is valid" in text
    assert "Give out to the bearer" not in text
    issuing.mark_printed(actor=as_actor(printer()), badges=[(new.pk, 1)])
    url = reverse("accreditation:counter_hand_out", args=[new.pk])
    room.post(url, {"version": "2", "to": "Trần Thu Hà"})
    assert "Given out already, to <bdi>Trần Thu Hà</bdi>" in scanned(room, code_of(Badge.objects.get(pk=new.pk)))
    late = room.post(url, {"version": "2", "to": "Somebody else"})
    assert late.status_code == 409
    assert "already collected by Vũ Hoàng Nam" in late.content.decode()


def test_codes_that_are_none_of_ours_are_said_in_words(room, monkeypatch):
    badge = printed()
    good = code_of(badge)
    assert "This is not a badge code, or it was not read completely" in scanned(room, good[:-6])
    for other, said in ((b"\x01", "forged"), (None, "This code was signed with an unknown key")):
        kid, seed = "t9" if other is None else settings.BADGE_KEYS.split(":")[0], other or b"\x02"
        foreign = get_key_ring(f"{kid}:{b64encode(seed * 32).decode()}").signing
        (row,) = contents.read_rows(Badge.objects.filter(pk=badge.pk))
        with monkeypatch.context() as forger:
            forger.setattr(contents, "get_signing_key", lambda key=foreign: key)
            code = BadgeDataBuilder().token(row)
        assert said in scanned(room, code)


def test_who_has_lost_a_badge_has_a_new_one_queued_in_two_clicks(room):
    badge = printed()
    assert "counter-lost" not in room.get(COUNTER, {"badge": badge.pk}).content.decode()  # it lies here
    handed = actions.hand_out(actor=as_actor(printer()), badge=badge, to="Thandeka Mokoena")
    text = room.get(COUNTER, {"badge": badge.pk}).content.decode()
    form = text.split('<details class="counter-lost">')[1].split("</details>")[0]
    address, fields = (
        re.search('action="([^"]+)"', form),
        dict(re.findall('name="(version|code)" value="([^"]+)"', form)),
    )
    assert fields == {"version": str(handed.version), "code": "lost"}
    done = room.post(address[1], fields, follow=True).content.decode()
    assert "Copy 1 is no longer valid; copy 2 is in the print queue." in done
    assert "Print this badge" in done
    assert list(Badge.objects.order_by("copy").values_list("copy", "state")) == [(1, "lost"), (2, "queued")]
    # A tab that still shows the old copy ends nothing more.
    assert room.post(address[1], fields).status_code == 409
    assert Badge.objects.count() == 2


def test_who_has_no_badge_yet_is_found_with_who_acts_next(room):
    for state, family in (("draft", "Aalto"), ("submitted", "Baraka"), ("vetted", "Cissé"), ("returned", "Đặng")):
        member = make_member("KEN", state=state, family_name=family, given_names="Lindiwe")
        Delegate.objects.filter(pk=member.pk).update(**rules.derived(member))
    text = compact(scanned(room, "lindiwe"))
    assert "No badge has this number, bearer or party." in text
    rows = text.split("<tbody")[1].split("</tbody>")[0].split("<tr")[1:]
    told = [re.sub(r"<[^>]+>", " ", row) for row in rows]
    for who, row in zip(
        (
            "Not submitted yet: the delegation’s focal point submits.",
            "Not vetted yet: security vets.",
            "Vetted; an accreditation officer decides.",
            "Returned: the delegation’s focal point corrects and submits again.",
        ),
        told,
        strict=True,
    ):
        assert who in row
    assert AccessLogEntry.objects.latest("pk").details == {"page": "accreditation:counter", "names": 4}


def test_a_party_without_any_badge_is_named_with_its_delegation_or_as_not_invited(room):
    make_member("KEN", state="submitted")
    PartyName.objects.update_or_create(
        party=make_party("CMR"), language="en", defaults={"short": "Cameroon", "formal": "the Republic of Cameroon"}
    )
    kenya = compact(scanned(room, "kenya"))
    assert '<a href="/desk/delegations/ken/">Kenya: no member of this delegation has a badge yet.' in kenya
    cameroon = compact(scanned(room, "cameroon"))
    assert "Cameroon has no delegation here yet: the secretariat invites it" in cameroon
    assert "no member of this delegation" not in cameroon


def test_a_name_leads_to_the_valid_copy_where_another_was_lost(room):
    lost = printed(family_name="Mokoena", given_names="Thandeka", search="mokoena thandeka")
    new = issuing.replace_badge(actor=as_actor(printer()), badge=lost, code="lost", explanation="")
    issuing.mark_printed(actor=as_actor(printer()), badges=[(new.pk, 1)])
    assert "Give out to the bearer" in scanned(room, "mokoena")
    assert [badge.pk for badge in queries.find_badges("Kenya")] == [new.pk]
    # Whoever brings the lost one back types its number, and both are named.
    assert {badge.pk for badge in queries.find_badges(lost.number)} == {lost.pk, new.pk}
