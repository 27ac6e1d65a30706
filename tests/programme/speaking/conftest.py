import pytest
import time_machine

from tests.programme.draft import fresh_pages
from tests.programme.speaking.scene import NOW, Scene, make_scene

__all__ = ["fresh_pages"]


@pytest.fixture
def moment():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(keeper, moment) -> Scene:
    return keeper(make_scene)
