"""The log of every read of personal data: who may see it, and how it is narrowed."""

from __future__ import annotations

import re
from unittest import mock

import pytest
from django.urls import reverse

from conference.audit import access_chain
from conference.audit.models import AccessLogEntry, AuditEntry, Head
from conference.audit.sentences import describe_entry
from conference.audit.verify import all_faults
from conference.core import access_log as core_access_log
from conference.core.access import SYSTEM, Role
from conference.core.errors import NotAllowed
from conference.db import guards
from conference.models import Conference
from delegations.accreditation.review import queries
from delegations.accreditation.review.actions import decisions
from delegations.registration.delegations import access_log as delegations_access_log
from delegations.registration.overview import listing
from tests.markup import compact
from tests.people import actor, make_delegation, make_focal_point, make_member, make_user, sign_in

PAGE = reverse("desk:reads")
QUERIES = 7  # who asks and what every page knows, and one for the reads


@pytest.fixture
def officer(world):
    return make_user(None, Role.SECURITY, name="Tạ Văn Phúc")


@pytest.fixture
def read(world, officer):
    for code, name in (("KEN", "Barasa"), ("BRA", "Silva")):
        member = make_member(code, state="submitted", family_name=name, given_names="Ana", document_number="DOC-4711")
        decisions.read_document(actor=actor(officer), delegate=member)
    other = make_user(None, Role.ACCREDITATION, name="Lương Gia Bảo")
    core_access_log.log_read(
        actor=actor(other), of=Conference.objects.get(), verb="place.names_read", right="gates.follow", names=3
    )


def rows(client, **asked) -> list[tuple[str, ...]]:
    text = compact(client.get(PAGE, asked).content.decode()).split("Entries, newest first")[-1].split("</table>")[0]
    found = []
    for row in re.findall(r"<tr>.*?</tr>", text, re.S)[1:]:
        cells = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<t[dh].*?</t[dh]>", row)]
        found.append(tuple(cells[1:5]))
    return found


def test_who_read_what_of_whom(client, read):
    sign_in(client, make_user(None, Role.SECRETARIAT))
    document = "Document number and date of birth"
    conference = str(Conference.objects.get())
    assert rows(client) == [
        ("Lương Gia Bảo", "Names of persons inside", conference, "–"),
        ("Tạ Văn Phúc", document, "Ana Silva", "BRA"),
        ("Tạ Văn Phúc", document, "Ana Barasa", "KEN"),
    ]
    assert rows(client, reader="phúc", person="silva") == [("Tạ Văn Phúc", document, "Ana Silva", "BRA")]
    assert len(rows(client, kind="delegate.document_read")) == 2
    assert len(rows(client, delegation="ken")) == 1
    assert "No entry matches" in client.get(PAGE, {"reader": "nobody"}).content.decode()
    # No act that is not a read, and never what was read.
    assert AuditEntry.objects.exclude(verb__in=core_access_log.KINDS).exists()
    assert "DOC-4711" not in client.get(PAGE).content.decode()


def test_each_kind_of_read_has_its_sentence_in_the_record(world):
    for verb in core_access_log.KINDS:
        entry = AuditEntry(verb=verb, actor_label="A", subject_label="B", number=1)
        assert verb.replace(".", " ").replace("_", " ") not in describe_entry(entry).text, verb


def test_one_query_at_one_and_at_a_hundred_reads(client, officer, django_assert_num_queries):
    member = make_member("KEN", state="submitted", document_number="DOC-4711")
    decisions.read_document(actor=actor(officer), delegate=member)
    sign_in(client, make_user(None, Role.SECRETARIAT))
    client.get(PAGE)
    with django_assert_num_queries(QUERIES):
        assert len(rows(client)) == 1
    for _n in range(99):
        decisions.read_document(actor=actor(officer), delegate=member)
    with django_assert_num_queries(QUERIES):
        assert len(rows(client)) == 50
    following = re.search(r'rel="next" href="([^"]+)"', client.get(PAGE).content.decode())
    assert following
    before = re.search(r"before=(\d+)", following[1])
    assert before
    assert len(rows(client, before=before[1])) == 50
    assert 'rel="next"' not in client.get(PAGE, {"before": before[1]}).content.decode()


def test_a_read_is_noted_for_those_with_the_right_and_by_a_known_verb(world, officer):
    conference = Conference.objects.get()
    with pytest.raises(NotAllowed):
        core_access_log.log_read(
            actor=actor(officer), of=conference, verb="visa_letter.read", right="registration.issue_visa_letter"
        )
    with pytest.raises(KeyError):
        core_access_log.log_read(actor=SYSTEM, of=conference, verb="delegate.stared_at", right="desk.see")
    with pytest.raises(KeyError):
        core_access_log.log_read(
            actor=SYSTEM, of=conference, verb=delegations_access_log.PERSONS, right="desk.see", page="nowhere"
        )
    assert not AuditEntry.objects.filter(verb__in=[*core_access_log.KINDS, "delegate.stared_at"]).exists()
    assert not AccessLogEntry.objects.exists()


def test_who_opens_a_person_stands_there_and_not_among_the_acts(client, world, officer):
    member = make_member("KEN", state="submitted", family_name="Barasa", given_names="Ana")
    sign_in(client, officer).get(reverse("accreditation:person", args=[member.public_id]))
    client.get(reverse("registration:desk_one", args=["ken"]))
    sign_in(client, make_user(None, Role.SECRETARIAT, name="Trần Thu Hà"))
    assert rows(client) == [
        ("Tạ Văn Phúc", "List of persons Delegation · 1 person", "Kenya", "KEN"),
        ("Tạ Văn Phúc", "Page of a person Accreditation", "Ana Barasa", "KEN"),
    ]
    assert rows(client, kind=delegations_access_log.PERSON, person="barasa") == rows(client)[1:]
    for page in (reverse("desk:record"), reverse("desk:home")):
        text = client.get(page).content.decode()
        assert "system entered Ana Barasa" in text
        assert "Tạ Văn Phúc" not in text
    # The officers' own short record of a person, and what a delegation is told of itself, are of acts.
    assert "opened" not in " ".join(entry.verb for entry in queries.get_recent_entries(member, SYSTEM))
    focal = make_focal_point("KEN", email="focal@ken.example")
    assert "Phúc" not in sign_in(client, focal).get("/portal/ken/history/").content.decode()
    assert (
        listing.find_page(listing.Filter.read({}), "").rows[0].delegation.active_at
        == core_access_log.acts(SYSTEM).filter(scope="KEN").latest("number").at
    )


def test_what_cannot_be_noted_is_not_shown(client, world, officer):
    member = make_member("KEN", state="submitted")
    sign_in(client, officer)
    guards.uninstall()
    Head.objects.all().delete()
    with pytest.raises(RuntimeError, match="The record has no head row"):
        client.get(reverse("accreditation:person", args=[member.public_id]))


def test_a_delegation_reads_what_is_its_own_without_a_trace(client, world):
    member = make_member("KEN")
    sign_in(client, make_focal_point("KEN", email="focal@ken.example"))
    code = {"code": "ken", "public_id": member.public_id}
    for address in (reverse("registration:delegation", args=["ken"]), reverse("registration:member", kwargs=code)):
        assert "Family" in client.get(address).content.decode()
    assert not AuditEntry.objects.filter(verb__in=core_access_log.KINDS).exists()
    assert not AccessLogEntry.objects.exists()


def test_doors_that_show_what_is_personal_leave_a_trace(client, world, officer):
    member = make_member("KEN", state="submitted", capacity="security")
    code = {"code": "ken", "public_id": member.public_id}
    for role, address, verb in (
        (Role.SECRETARIAT, reverse("registration:member", kwargs=code), "delegate.form_read"),
        (Role.SECRETARIAT, reverse("registration:desk_travel_workbook"), "travel.exported"),
        (Role.SECRETARIAT, reverse("registration:desk_travel_paper"), "travel.exported"),
        (Role.SECURITY, reverse("gates:inside", args=["site"]), "place.names_read"),
    ):
        before = AuditEntry.objects.filter(verb=verb).count()
        user = make_user(None, role)
        assert sign_in(client, user).get(address).status_code == 200
        assert AuditEntry.objects.filter(verb=verb).count() == before + 1, address
        assert AuditEntry.objects.latest("number").actor_id == user.pk
    assert make_delegation("KEN").party.code == "KEN"


def opened(officer, member, times: int = 1) -> None:
    for _time in range(times):
        core_access_log.log_read(
            actor=actor(officer),
            of=member,
            verb=delegations_access_log.PERSON,
            right=delegations_access_log.RIGHT,
            page="gates:lost",
        )


def numbers(text: str) -> list[str]:
    return re.findall(r'data-label="No\." dir="ltr">([^<]+)<', text)


def test_daily_reads_and_those_among_the_acts_stand_in_one_order(client, world, officer):
    member = make_member("KEN", state="submitted", document_number="DOC-4711", family_name="Barasa", given_names="Ana")
    with mock.patch.object(core_access_log, "is_daily", return_value=False):
        opened(officer, member)  # by an older version, which kept it among the acts
    acts = AuditEntry.objects.count()
    opened(officer, member, 2)
    decisions.read_document(actor=actor(officer), delegate=member)
    opened(officer, member)
    assert (AuditEntry.objects.count(), AccessLogEntry.objects.count()) == (acts + 1, 3)
    assert list(all_faults()) == []
    sign_in(client, make_user(None, Role.SECRETARIAT))
    page, document = "Page of a person Lost badge", "Document number and date of birth"
    assert [what for _who, what, _whom, _party in rows(client)] == [page, document, page, page, page]
    assert len(rows(client, kind=delegations_access_log.PERSON)) == 4
    assert len(rows(client, kind="delegate.document_read")) == 1
    assert rows(client, delegation="bra") == []
    assert numbers(client.get(PAGE).content.decode()) == [
        f"{officer.pk}/3",
        str(acts + 1),
        f"{officer.pk}/2",
        f"{officer.pk}/1",
        str(acts),
    ]


@pytest.mark.parametrize("pattern", ["d" * 101, "a" * 101, "da" * 51, "dda" * 34], ids=lambda text: text[:3])
def test_pages_of_mixed_reads_miss_none_and_repeat_none(client, officer, world, django_assert_num_queries, pattern):
    member = make_member("KEN", state="submitted", document_number="DOC-4711")
    for one in pattern:
        if one == "d":
            opened(officer, member)
        else:
            decisions.read_document(actor=actor(officer), delegate=member)
    sign_in(client, make_user(None, Role.SECRETARIAT))
    client.get(PAGE)
    seen, address = [], PAGE
    while address:
        with django_assert_num_queries(QUERIES + ("d" in pattern)):  # the name, from the person's row
            text = client.get(address).content.decode()
        seen += numbers(text)
        following = re.search(r'rel="next" href="([^"]+)"', text)
        address = PAGE + following[1] if following else ""
    assert ["d" if "/" in number else "a" for number in reversed(seen)] == list(pattern)
    assert len(set(seen)) == len(pattern)
    for daily in (True, False):
        own = [int(number.split("/")[-1]) for number in seen if ("/" in number) is daily]
        assert own == sorted(own, reverse=True)


@pytest.mark.parametrize("before", ["x", "1.x", ".", "-1", "9" * 30, "1.-2", "٣"])
def test_a_place_that_nobody_wrote_is_no_fault(client, read, before):
    sign_in(client, make_user(None, Role.SECRETARIAT))
    assert client.get(PAGE, {"before": before}).status_code == 200


def test_seals_stand_in_the_record_and_on_no_page(client, world, officer):
    opened(officer, make_member("KEN", state="submitted"))
    assert access_chain.seal() == 1
    assert AuditEntry.objects.latest("number").verb == access_chain.SEALED
    sign_in(client, make_user(None, Role.SECRETARIAT))
    for page in (reverse("desk:record"), reverse("desk:home"), PAGE):
        assert "sealed" not in client.get(page).content.decode()
