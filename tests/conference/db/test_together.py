"""Query sets that are read in one trip are what they are when each is read for itself."""

from __future__ import annotations

from django.db.models import Count, Prefetch

from conference.core import clock
from conference.db.together import Shared, Statement, complete, counted, fetch, results_of, run
from conference.parties.models import Party
from delegations.registration.models import Delegate, Delegation
from tests.people import make_delegation, make_member


def test_each_is_filled_as_it_would_be_alone(world, django_assert_num_queries):
    for name in ("Otieno", "100 % Sure; really"):
        make_member("KEN", family_name=name, state="submitted")
    needs = [
        Delegate.objects.select_related("delegation__party").filter(family_name__contains="%").order_by("pk"),
        Delegate.objects.filter(pk__in=()),
        Delegate.objects.order_by("pk").values_list("family_name", flat=True),
        Delegate.objects.order_by().values_list("state").annotate(n=Count("pk")),
    ]
    with django_assert_num_queries(1):
        persons, nobody, names, states, numbers = fetch([*needs, Statement("SELECT %s::int, 'a%%b'", [7])])
        assert [person.delegation.party.code for person in persons] == ["KEN"]
    assert [person.family_name for person in persons] == ["100 % Sure; really"]
    assert (list(nobody), list(names)) == ([], ["Otieno", "100 % Sure; really"])
    assert (list(states), list(numbers)) == ([("submitted", 2)], [(7, "a%b")])


def test_a_filled_query_set_is_asked_anew_when_it_is_narrowed(world):
    make_member("KEN", family_name="Otieno")
    make_member("KEN", family_name="Wanjiku")
    (members,) = fetch([Delegate.objects.all()])
    assert members.get(family_name="Wanjiku").family_name == "Wanjiku"


def test_the_names_of_all_parties_take_one_query_and_what_nobody_needs_none(world, django_assert_num_queries):
    make_member("KEN")
    make_member("BRA")
    named = Delegation.objects.select_related("party").prefetch_related("party__names")
    with django_assert_num_queries(2):
        of_kenya, others = fetch([named.filter(party__code="KEN"), named.exclude(party__code="KEN")])
        names = [[name.short for name in row.party.names.all()] for rows in (of_kenya, others) for row in rows]
    assert names == [["Kenya"], ["Brazil"]]
    with django_assert_num_queries(1):
        fetch([named.filter(party__code="none"), Party.objects.all()])


def test_what_refers_to_the_rows_comes_in_one_trip_and_is_theirs_alone(world, django_assert_num_queries):
    for code, name in (("KEN", "Otieno"), ("KEN", "Abdi"), ("BRA", "Silva")):
        make_member(code, family_name=name)
    make_delegation("CIV")
    by_name = Prefetch("members", Delegate.objects.select_related("delegation__party").order_by("family_name"))
    delegations = (
        Delegation.objects.select_related("party")
        .order_by("party__code")
        .prefetch_related(by_name, "focal_points__user")
    )
    members = Delegate.objects.select_related("delegation__party").prefetch_related(
        "delegation__members", "delegation__party__names"
    )
    with django_assert_num_queries(3):
        own, everybody = fetch([delegations, members.filter(family_name="Abdi")])
        names = {row.party.code: [member.family_name for member in row.members.all()] for row in own}
        assert [[*row.focal_points.all()] for row in own] == [[], [], []]
        assert {member.family_name for member in everybody[0].delegation.members.all()} == {"Otieno", "Abdi"}
        assert all(member.delegation is row for row in own for member in row.members.all())
    assert names == {"BRA": ["Silva"], "CIV": [], "KEN": ["Abdi", "Otieno"]}


def test_the_parts_of_a_page_go_on_side_by_side_and_share_what_they_share(world, django_assert_num_queries):
    make_member("KEN", family_name="Otieno")
    everybody = Shared(Delegate.objects.all)

    def first():
        (members,) = yield [everybody]
        yield members[0].family_name
        (delegations,) = yield [Delegation.objects.filter(pk=members[0].delegation_id)]
        yield len(delegations)

    def second():
        names = yield from inner()
        yield names

    def inner():
        members, again = yield [everybody, everybody]
        assert members is again
        (parties,) = yield [Party.objects.filter(code="KEN")]
        return f"{members[0].family_name} of {parties[0].code}"

    with django_assert_num_queries(2):
        assert run([first(), ["a list"], second(), ()]) == [["Otieno", 1], ["a list"], ["Otieno of KEN"], []]
    with django_assert_num_queries(2):
        assert complete(inner()) == "Otieno of KEN"


def test_a_count_is_one_pair_or_none(world):
    def number():
        (pairs,) = yield [counted(Delegate.objects.filter(state="submitted"), "submitted_at")]
        yield tuple(pairs)

    assert results_of(number()) == [()]
    now = clock.now()
    make_member("KEN", state="submitted", submitted_at=now)
    assert results_of(number()) == [((1, now),)]
