"""The queue: order of arrival, filters, search, and a constant number of queries."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from conference.core.access import SYSTEM, Role
from conference.db.prepared import Prepared
from conference.parties.models import search_key
from delegations.accreditation.models import Remark
from delegations.accreditation.review import queries
from delegations.accreditation.review.actions import decisions
from delegations.accreditation.review.queries import QueueFilter, QueuePlace
from delegations.registration.members.rules import number_index
from delegations.registration.models import Delegate, FocalPoint
from tests.accreditation.badges.test_badges import leave
from tests.accreditation.kit import accredited, also_vets, as_actor, give_photo, officer, security
from tests.people import NOTED, make_member, make_party, make_user, sign_in

QUEUE = reverse("accreditation:queue")


def at(hour: int, day: int = 24) -> datetime:
    return datetime(2025, 10, day, hour, tzinfo=UTC)


def waits(code: str = "KEN", **fields) -> Delegate:
    names = {"family_name": "Family", "given_names": "Given", **fields}
    search = f"{search_key(names['family_name'])} {search_key(names['given_names'])}"
    return make_member(code, **{"state": "submitted", "search": search, **names})


def listed(response) -> list[str]:
    text = response.content.decode()
    queue = text[text.index("qlist") : text.index("</ol>")]
    return re.findall(r'<span class="person"><bdi>(.*?)</bdi>', queue)


@pytest.fixture
def desk(client, world):
    return sign_in(client, officer())


def test_order_is_that_of_arrival_then_of_submission_and_the_unknown_last(desk):
    waits(family_name="Unknown")
    waits(family_name="Late", arrival=at(9, 25))
    waits(family_name="Second", arrival=at(9), submitted_at=at(5, 2))
    waits(family_name="First", arrival=at(9), submitted_at=at(4, 2))
    waits(family_name="Arrived", arrival=at(9, 1))
    response = desk.get(QUEUE, {"step": "vet"})
    assert listed(response) == ["Given Arrived", "Given First", "Given Second", "Given Late", "Given Unknown"]
    text = response.content.decode()
    assert "5 wait" in text
    assert "5 to vet, 0 to decide." in text
    assert "1 of 5" in text
    assert re.search(r'<h1 id="who-h"><a href="[^"]*"><bdi>Given Arrived</bdi>', text)


def test_both_steps_stand_in_one_order(desk):
    one, two, three = (waits(family_name=f"P{n}", arrival=at(n)) for n in range(3))
    decisions.vet(actor=as_actor(security()), delegate=two)
    assert listed(desk.get(QUEUE, {"step": "all"})) == ["Given P0", "Given P1", "Given P2"]
    assert listed(desk.get(QUEUE, {"step": "vet"})) == ["Given P0", "Given P2"]
    # An officer who decides begins with what waits for a decision.
    assert listed(desk.get(QUEUE)) == ["Given P1"]
    assert {one.state, three.state} == {"submitted"}


def test_filters_and_search_in_any_spelling(desk):
    waits("VNM", family_name="Nguyễn", given_names="Thị Hồng Đào")
    waits("FRA", family_name="Lefèvre", given_names="Zoé", capacity="security")
    waits("FRA", family_name="Martin", given_names="Éric")

    def found(**query):
        return listed(desk.get(QUEUE, {"step": "vet", **query}))

    assert found(q="nguyen dao") == ["Thị Hồng Đào Nguyễn"]
    assert found(q="NGUYỄN") == ["Thị Hồng Đào Nguyễn"]
    assert found(q="lefev") == ["Zoé Lefèvre"]
    assert found(delegation="FRA") == ["Zoé Lefèvre", "Éric Martin"]
    assert found(category="S") == ["Zoé Lefèvre"]
    assert found(delegation="FRA", q="eric", category="D") == ["Éric Martin"]
    assert "No person matches" in desk.get(QUEUE, {"step": "vet", "q": "xyz"}).content.decode()


def test_names_of_parties_are_in_the_readers_language_else_in_english(desk):
    from conference.parties.models import PartyName

    waits("CIV")
    waits("HRV")
    PartyName.objects.create(party=make_party("HRV"), language="fr", short="Croatie", formal="la République de Croatie")
    text = desk.get(QUEUE, {"step": "vet"}, headers={"accept-language": "fr"}).content.decode()
    offered = text[text.index('id="q-delegation"') :].split("</select>")[0]
    assert re.findall(r'<option value="(\w+)">(.*?)</option>', offered) == [
        ("CIV", "Côte d&#x27;Ivoire"),
        ("HRV", "Croatie"),
    ]
    assert "Croatie, " in text


def test_an_empty_queue_says_what_else_waits(desk):
    text = desk.get(QUEUE).content.decode()
    assert "Nobody awaits a decision" in text
    waits()
    text = desk.get(QUEUE).content.decode()
    assert "1 person awaits vetting first." in text
    assert "Show who waits to be vetted" in text


@pytest.mark.slow
def test_everybody_of_300_stands_once_in_order_on_pages_of_50(desk):
    from tests.bench.support.crowd import crowd

    crowd(300)
    wanted = QueueFilter("all")
    expected = list(
        Delegate.objects.filter(state__in=["submitted", "vetted"])
        .order_by("queue_at", "submitted_at", "pk")
        .values_list("pk", flat=True)
    )
    assert len(expected) == 300
    seen, after = [], None
    while True:
        page = queries.get_page(wanted, after=after)
        seen += [one.pk for one in page.people]
        if page.beyond is None:
            break
        assert len(page.people) == 50
        after = QueuePlace.for_person(page.people[-1])
    assert seen == expected
    # The same by the addresses that the page offers.
    names, url = [], f"{QUEUE}?step=all"
    while url:
        response = desk.get(url)
        names += listed(response)
        following = re.search(r'rel="next" href="([^"]+)"', response.content.decode())
        url = following[1].replace("&amp;", "&") if following else ""
    assert len(names) == 300
    # From one person to the next, to the end, and round again.
    person = Delegate.objects.get(pk=expected[-1])
    assert queries.get_following(wanted, person).pk == expected[0]
    person = Delegate.objects.get(pk=expected[49])
    assert queries.get_following(wanted, person).pk == expected[50]


def test_a_place_in_an_address_is_read_back_and_a_spoilt_one_is_the_start(world):
    place = QueuePlace(at(9), at(5, 2), 17)
    assert QueuePlace.read(place.text) == place
    assert [QueuePlace.read(text) for text in ("", "x", "1.2", "zz.!.1", "-", "9" * 60 + ".1.1")] == [None] * 6


def test_next_leads_over_the_end_of_a_page(desk):
    from tests.bench.support.crowd import crowd

    crowd(60)
    last = queries.get_page(QueueFilter("vet")).people[-1]
    text = desk.get(reverse("accreditation:person", args=[last.public_id]), {"step": "vet"}).content.decode()
    following = re.search(r'class="person" href="([^"]+)" data-key="n"', text)[1].replace("&amp;", "&")
    response = desk.get(following)
    assert len(listed(response)) == 10
    assert "after=" in following
    assert f"<bdi>{listed(response)[0]}</bdi></a></h1>" in response.content.decode()


def test_the_next_photo_is_fetched_beforehand(desk):
    waits(family_name="First", arrival=at(1))
    second = give_photo(waits(family_name="Second", arrival=at(2)))
    text = desk.get(QUEUE, {"step": "vet"}).content.decode()
    url = reverse("accreditation:photo", args=[second.public_id])
    assert f'<link rel="prefetch" as="image" href="{url}">' in text


@pytest.fixture
def two_are_counted(monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(queries, "MOST_COUNTED", 2)
        Prepared.forget()  # the number is part of the statement
        yield
    Prepared.forget()


def test_more_than_a_thousand_are_not_counted(desk, two_are_counted):
    for _ in range(4):
        waits()
    waiting = queries.count_waiting()
    assert (waiting.to_vet, waiting.counted) == (3, False)
    text = desk.get(QUEUE, {"step": "vet"}).content.decode()
    assert "More than 1,000 wait" in text


@pytest.mark.parametrize(
    "query",
    [
        {"step": "vet"},
        {"step": "all"},
        {"step": "vet", "q": "given"},
        {"step": "vet", "category": "D", "delegation": "KEN"},
        {"step": "all", "age": "4", "mark": "late"},
    ],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_queries_are_ten_at_one_and_at_three_rows(desk, django_assert_num_queries, query, language):
    since = {"submitted_at": at(1, 1), "late": True}
    waits("KEN", **since)
    for _ in range(2):
        # What is asked once a process, such as the site, or once a change of the tables, such as categories, is asked before.
        desk.get(QUEUE, query, headers={"accept-language": language})
        with django_assert_num_queries(9 + NOTED):  # ten on PostgreSQL
            response = desk.get(QUEUE, query, headers={"accept-language": language})
        for code in ("KEN", "BRA", "FRA"):
            waits(code, **since)
    assert len(listed(response)) == (2 if "delegation" in query else 4)


def test_a_former_badge_and_remarks_are_a_query_each(desk, django_assert_num_queries):
    member, badge = accredited("KEN")
    leave(member, "submitted")
    Remark.objects.create(delegate=member, by=officer("Trần Văn Nam"), at=at(2), text="Asked the mission.")
    where = reverse("accreditation:person", args=[member.public_id]), {"step": "vet"}
    desk.get(*where)
    with django_assert_num_queries(11 + NOTED):  # twelve on PostgreSQL
        text = desk.get(*where).content.decode()
    assert "Asked the mission." in text
    assert badge.number in text


def test_a_decision_says_who_is_told_in_the_order_of_their_appointment(desk):
    member = waits("KEN", state="vetted", vetted_at=at(2))
    for hour, address, name in ((3, "third@mission.example", "Amina Otieno"), (2, "second@mission.example", "")):
        user = make_user(address)
        type(user).objects.filter(pk=user.pk).update(name=name)
        FocalPoint.objects.create(delegation=member.delegation, user=user, since=at(hour))
    text = desk.get(
        reverse("accreditation:person", args=[member.public_id]), {"step": "decide", "open": "return"}
    ).content.decode()
    assert "Informed by e-mail: <bdi>second@mission.example, Amina Otieno</bdi>." in text
    assert "third@mission.example" not in text


def test_someone_decided_already_can_still_be_opened(desk):
    member, badge = accredited("KEN", family_name="Mokoena", given_names="Thandeka")
    text = desk.get(reverse("accreditation:person", args=[member.public_id])).content.decode()
    assert "No decision is pending." in text
    assert badge.number in text
    assert reverse("accreditation:accredit", args=[member.public_id]) not in text
    draft = make_member("KEN")
    assert desk.get(reverse("accreditation:person", args=[draft.public_id])).status_code == 404


def test_nothing_differs_of_somebody_who_only_went_back_to_review(desk):
    member, _badge = accredited("KEN")
    leave(member, "submitted")
    text = desk.get(reverse("accreditation:person", args=[member.public_id]), {"step": "vet"}).content.decode()
    assert "nothing differs" in text
    assert "As accredited on" in text
    assert "0 changed" not in text
    assert "Changed since accredited" not in text


def test_what_changed_since_accredited_stands_side_by_side(desk, settings):
    member, badge = accredited("KEN", family_name="Mokoena", given_names="Thandeka", functional_title="Chief Director")
    give_photo(member, "#111111")
    type(badge).objects.filter(pk=badge.pk).update(shows={**badge.shows, "photo": member.photo.name})
    leave(member, "submitted")
    give_photo(member, "#eeeeee")
    Delegate.objects.filter(pk=member.pk).update(functional_title="Deputy Director-General", capacity="deputy_head")
    response = desk.get(reverse("accreditation:person", args=[member.public_id]), {"step": "vet"})
    text = response.content.decode()
    assert "3 changed, 10 as before" in text
    assert "<del><bdi>Chief Director</bdi></del>" in text
    assert "<ins><bdi>Deputy Director-General</bdi></ins>" in text
    assert "<del><bdi>Delegate</bdi></del>" in text
    assert "<ins><bdi>Alternate head</bdi></ins>" in text
    former = reverse("accreditation:former_photo", args=[member.public_id, 1])
    assert former in text
    old, new = desk.get(former), desk.get(reverse("accreditation:photo", args=[member.public_id]))
    assert b"".join(old.streaming_content) != b"".join(new.streaming_content)


def test_the_steps_of_the_page_follow_the_role(client, world):
    waits()
    vet_me = sign_in(client, security()).get(QUEUE).content.decode()
    assert 'data-key="v"' in vet_me
    assert 'data-key="x"' not in vet_me
    secretariat = sign_in(client, make_user(None, Role.SECRETARIAT)).get(QUEUE).content.decode()
    assert "/vet/" not in secretariat
    assert 'data-key="r"' not in secretariat


def test_ages():
    from delegations.accreditation.review.presentation import format_age
    from delegations.accreditation.review.risks import mask_number

    now = at(12)
    minutes = (0, 59, 60, 24 * 60 - 1, 24 * 60, 26 * 60, 72 * 60 - 1, 99 * 60)
    assert [format_age(now - timedelta(minutes=m), now) for m in minutes] == [
        *("0 min", "59 min", "1 h", "23 h", "1 d", "1 d 2 h", "2 d 23 h", "4 d")
    ]
    assert (mask_number("D004471"), mask_number("D0004471"), mask_number("")) == ("••••", "••••4471", "••••")


def test_the_default_step_is_what_the_officer_may_do_last():
    assert QueueFilter.read({}, SYSTEM).step == "decide"
    assert QueueFilter.read({"step": "nonsense"}, as_actor_of(Role.SECURITY)).step == "vet"


def as_actor_of(role):
    from conference.core.access import Actor

    return Actor(1, "x", frozenset({role}))


def test_what_is_missing_is_said_before_one_decides(desk):
    short = {"date_of_birth": "", "document_expiry": date(2025, 1, 31), "photo_exempt": False}
    member = waits("KEN", state="vetted", **short)
    address = reverse("accreditation:person", args=[member.public_id])
    said = "Still missing: date of birth, document expires before the conference ends, photo."
    assert said in desk.get(address).content.decode()
    member.date_of_birth, member.document_expiry = "1974-05-14", date(2025, 10, 26)
    member.save()
    give_photo(member)
    assert "Still missing" not in desk.get(address).content.decode()


def test_the_same_document_twice_is_a_mark_until_somebody_tells_them_apart(desk):
    one, other, _, _ = (
        waits(code, family_name=name, document_number=number, document_number_index=number and number_index(number))
        for code, name, number in (
            ("KEN", "Kamau", "AK0123456"),
            ("BRA", "Camau", "ak 012 3456"),
            ("FRA", "Another", "AK0123457"),
            ("FRA", "Nobody", ""),
        )
    )
    query = {"step": "vet", "mark": "double"}
    assert sorted(listed(desk.get(QUEUE, query))) == ["Given Camau", "Given Kamau"]
    address = reverse("accreditation:person", args=[other.public_id])
    text = desk.get(address, {"step": "vet"}).content.decode()
    assert text.count('<span class="risk">Same document as another entry</span>') == 2
    assert "! Same document as another entry." in text
    assert reverse("registration:desk_doubles") in text
    also_vets(Role.ACCREDITATION)
    left = desk.post(reverse("accreditation:look"), {"act": "vet", "who": f"{one.public_id}:{one.version}"})
    assert "has the same document as another entry; decide on this person individually" in left.content.decode()
    desk.post(reverse("registration:desk_double_apart", args=[one.public_id, other.public_id]))
    assert listed(desk.get(QUEUE, query)) == []
    assert "Same document as" not in desk.get(address, {"step": "vet"}).content.decode()
