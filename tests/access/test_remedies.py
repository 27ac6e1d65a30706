"""What the desk offers to a role is open to that role: each matter's remedy, each name, figure and light, whatever waits."""

from __future__ import annotations

import pytest

from conference.core.access import Role
from conference.desk import registry
from tests.access.test_access_log import HEADS, PERSONS
from tests.access.walk import client_of
from tests.access.world import World
from tests.gates.scene import make_device, make_gate
from tests.people import actor

pytestmark = pytest.mark.slow


@pytest.fixture
def world(world) -> World:
    for one in (HEADS["programme"], *PERSONS, "access_request", "note"):
        getattr(world, one)
    make_device(make_gate("G"))
    return world


def test_every_remedy_is_open_to_whom_it_is_offered(world):
    seen, refused = set(), []
    for role in Role:
        who, client = actor(world.users[role]), client_of(role, world)
        home = registry.read_home(who)
        offered = {task.key: task.url for task in home.tasks}
        offered |= {f"{task.key}: {name}": url for task in home.tasks for name, url in task.names}
        offered |= {str(figure.label): figure.url for figure in home.figures if figure.url}
        offered |= {str(light.word): light.url for light in home.health if light.url}
        seen |= offered.keys()
        for what, url in offered.items():
            answer = client.get(url.partition("#")[0])
            if answer.status_code != 200:
                refused.append((str(role), what, url, answer.status_code))
    assert refused == []
    # The world has what each of the queues is made of.
    assert {"accreditation.vet", "accreditation.watch", "badges.queued", "registration.access", "Gates"} <= seen
