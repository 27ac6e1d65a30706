from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from conference.core import clock
from conference.core.access import Role
from conference.db import together
from conference.desk.registry import Urgency, read_home, tasks_for
from delegations.accreditation import desk_tasks
from delegations.accreditation.badges.actions import batches, issuing
from delegations.accreditation.badges.contents import BadgeChoice
from delegations.accreditation.collection import actions as collection_actions
from delegations.accreditation.models import WatchMatch
from delegations.accreditation.review.actions import decisions
from delegations.accreditation.watchlist import actions as watchlist_actions
from delegations.registration.models import Delegate
from tests.accreditation.kit import accredited, also_vets, as_actor, officer, printer, security
from tests.people import make_member, make_user, sign_in


def mine(user, prefix: str = ""):
    found = tasks_for(as_actor(user))
    return [matter for matter in found if matter.key.startswith(prefix or ("accreditation.", "badges."))]


@pytest.fixture
def two_wait(world):
    first = make_member("KEN", state="submitted", arrival=clock.now() + timedelta(hours=5))
    decisions.vet(actor=as_actor(security()), delegate=first)
    make_member("KEN", state="submitted", arrival=clock.now() + timedelta(days=7))


def test_nothing_waits_in_an_empty_house(world):
    assert mine(officer()) == []
    assert together.results_of(desk_tasks.from_entry_to_badge(as_actor(officer()))) == []


def test_each_officer_sees_the_own_step_and_arrivals_make_it_urgent(two_wait):
    assert {task.key: task.others for task in mine(officer())} == {
        "accreditation.decide": False,
        "accreditation.vet": True,
    }
    also_vets(Role.ACCREDITATION)
    decide, vet = mine(officer())
    assert (decide.title, decide.why, decide.urgency, decide.tone) == (
        "1 person awaits a decision",
        "1 has arrived or arrives within a day.",
        Urgency.NOW,
        "no",
    )
    assert decide.url == reverse("accreditation:queue") + "?step=decide"
    assert (vet.title, vet.why, vet.urgency) == (
        "1 person awaits vetting",
        "None of them arrives within a day.",
        Urgency.TODAY,
    )
    # Whoever sees the queue sees that it waits; the remedy is for those who may take the step.
    assert {matter.key: matter.others for matter in mine(security())} == {
        "accreditation.decide": True,
        "accreditation.vet": False,
    }
    assert [matter.others for matter in mine(make_user(None, Role.SECRETARIAT))] == [True, True]
    assert mine(make_user(None, Role.PROGRAMME)) == []
    first = decide.names[0]
    assert (first[0], decide.due) == (
        str(Delegate.objects.get(state="vetted")),
        Delegate.objects.get(state="vetted").arrival,
    )


def test_badges_and_a_failed_batch_wait_for_the_print_room(world):
    _, badge = accredited("KEN", family_name="Test\U0001f600")
    nam = printer()
    (queued,) = mine(nam)
    assert (queued.title, queued.remedy, queued.url) == (
        "1 badge waits to be printed",
        "Print 1 badge",
        reverse("accreditation:badges"),
    )
    job = batches.ask_for_batch(actor=as_actor(nam), choice=BadgeChoice())
    batches.run_batch(job.pk)
    failed, _queued = mine(nam)
    assert failed.title == "The batch of badges of Vũ Hoàng Nam was not printed"
    assert badge.number in failed.why
    # The next shift sees it too.
    assert [matter.key for matter in mine(printer("Another"))] == [f"badges.batch.{job.pk}", "badges.queued"]


def test_the_steps_add_up(two_wait):
    badges = [accredited("KEN")[1] for _ in range(3)]
    make_member("KEN")
    issuing.mark_printed(actor=as_actor(printer()), badges=[(b.pk, 1) for b in badges[:2]])
    badges[0].refresh_from_db()
    collection_actions.hand_out(actor=as_actor(printer()), badge=badges[0], to="Trần Thu Hà")
    [steps] = together.results_of(desk_tasks.from_entry_to_badge(as_actor(officer())))
    assert [(step.label, step.count, step.drop, step.share) for step in steps] == [
        ("Entered", 6, "1 still in draft", 1000),
        ("Submitted", 5, "1 to vet, 0 returned, 0 refused", 833),
        ("Vetted", 4, "1 awaiting a decision", 667),
        ("Accredited", 3, "1 in the print queue", 500),
        ("Badge printed", 2, "1 not collected", 333),
        ("Badge collected", 1, "", 167),
    ]


def test_figures(two_wait):
    accredited("KEN")
    found = [
        figure
        for figure in read_home(as_actor(officer())).figures
        if str(figure.label).split()[0] in {"persons", "badges"}
    ]
    assert [(figure.n, figure.of, str(figure.label)) for figure in found] == [
        (1, 3, "persons accredited"),
        (0, 1, "badges printed"),
        (0, None, "badges collected"),
    ]
    assert str(found[0].note).startswith("2 waiting, the oldest ")
    assert str(found[1].note) == "1 queued"


def test_sources_take_a_constant_number_of_queries(two_wait, django_assert_num_queries):
    actor, nam = as_actor(officer()), as_actor(printer())
    queued = 1  # nothing is, at first
    for _ in range(2):
        with django_assert_num_queries(1):
            together.results_of(desk_tasks.deciding(actor))
        with django_assert_num_queries(queued):
            together.results_of(desk_tasks.printing(nam))
        queued = 2
        with django_assert_num_queries(1):
            together.run([desk_tasks.from_entry_to_badge(actor), desk_tasks.accredited(actor)])
        accredited("BRA")
        make_member("FRA", state="submitted")


def test_the_home_shows_them(client, two_wait):
    text = sign_in(client, officer()).get(reverse("desk:home")).content.decode()
    assert "From entry to badge" in text
    assert "1 person awaits a decision" in text


def test_whom_the_watch_list_may_mean_waits_for_a_look(two_wait, django_assert_num_queries):
    member, _ = accredited("KEN", family_name="Chekhov", given_names="Anton")
    other = make_member("KEN", state="submitted", family_name="Tolstoy", given_names="Lev")
    boss = security()
    assert mine(boss, "accreditation.watch") == []
    watchlist_actions.enter_watch(actor=as_actor(boss), values={"why": "Ask.", "name": "Лев Толстой"})
    (found,) = mine(boss, "accreditation.watch")
    assert (found.title, found.why, found.urgency) == (
        "1 possible match with the watch list",
        "They have not been compared yet; until then none of them can be accredited.",
        Urgency.TODAY,
    )
    watchlist_actions.enter_watch(actor=as_actor(boss), values={"why": "Ask.", "name": "Антон Чехов"})
    (found,) = mine(boss, "accreditation.watch")
    # Whoever could walk in comes first.
    assert (found.title, found.why, found.urgency) == (
        "2 possible matches with the watch list",
        "1 of them is already accredited.",
        Urgency.NOW,
    )
    assert found.url == reverse("accreditation:person", args=[member.public_id]) + "?step=all&mark=watch"
    assert mine(make_user(None, Role.PROTOCOL), "accreditation.watch") == []
    who = as_actor(boss)
    with django_assert_num_queries(1):
        together.results_of(desk_tasks.flagged(who))
    for match in WatchMatch.objects.all():
        watchlist_actions.set_aside(actor=as_actor(boss), match=match, explanation="Another birthplace.")
    assert mine(boss, "accreditation.watch") == []
    assert other.state == "submitted"
