"""Loaded before the settings: tests run in the mode `test`, whatever the shell says; and which tests run.

`./run test` leaves out those marked `browser` and `slow`, and says at its end how many; `./run test --all` runs all, as CI does. Tests that
are named (a path, `-m`, `-k`) all run.
"""

import gc
import os
from collections import Counter
from pathlib import Path

import pytest

# Ten thousand tests are collected, and none of them is garbage; from then on it is searched for (tests/conftest.py).
gc.disable()
os.environ["PLENIPO_MODE"] = "test"
os.environ["DJANGO_SETTINGS_MODULE"] = "conference.settings"
# Tests travel through the days of a conference without signing in at each hour; those of the limits set their own.
os.environ.update(IDLE_MINUTES_STAFF="720", IDLE_MINUTES_DELEGATIONS="720")
ROOT = Path(__file__).resolve().parents[1]
# The folders all of whose tests have a mark.
MARKED = {"browser": ROOT / "tests" / "browser", "slow": ROOT / "tests" / "races"}
(ROOT / "var" / "test").mkdir(parents=True, exist_ok=True)

MARKS = ("browser", "slow")
left_out: Counter[str] = Counter()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="the tests of the browser and the slow ones too")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        for mark, folder in MARKED.items():
            if item.path.is_relative_to(folder):
                item.add_marker(mark)
    chosen = config.args_source is pytest.Config.ArgsSource.ARGS or config.option.markexpr or config.option.keyword
    if config.option.all or chosen:
        return
    marks = {item: next((mark for mark in MARKS if item.get_closest_marker(mark)), None) for item in items}
    left_out.update(mark for mark in marks.values() if mark)
    config.hook.pytest_deselected(items=[item for item, mark in marks.items() if mark])
    items[:] = [item for item, mark in marks.items() if not mark]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the process that shows the summary how many this worker left out; each collects all."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = dict(left_out)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error) -> None:
    left_out.update(
        {mark: count - left_out[mark] for mark, count in getattr(node, "workeroutput", {}).get("left_out", {}).items()}
    )


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    if left_out and not hasattr(config, "workerinput"):
        print(
            f"Left out: {left_out['browser']} tests of the browser and {left_out['slow']} slow ones; ./run test --all runs them too."
        )
