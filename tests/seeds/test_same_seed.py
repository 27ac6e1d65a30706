"""The same seed gives the same data in two processes, whatever the hash seed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import hashlib
from seeds.answers import answers
from seeds.arms import arms
from seeds.contacts import focal_points, liaisons, note_verbale
from seeds.data import conference, parties, party
from seeds.meetings import bilaterals
from seeds.people import members
from seeds.portraits.portraits import portrait
from seeds.presence import delegation_sizes
from seeds.standings import standings

sizes = delegation_sizes(parties(), 400, SEED)
seen = hashlib.sha256(repr(sizes).encode())
for code, size in sizes.items():
    people = members(party(code), size, SEED)
    states = standings(party(code), people, SEED)
    contacts = (focal_points(party(code), size, SEED), note_verbale(party(code), size, SEED))
    seen.update(repr((people, states, contacts)).encode())
seen.update(repr(bilaterals(sizes, SEED)).encode())
seen.update(repr([answers(one, sizes, SEED) for one in conference()["receptions"]]).encode())
seen.update(repr([arms(code, number, SEED) for number, code in enumerate(sizes)]).encode())
seen.update(repr(liaisons(sizes, SEED)).encode())
for index in range(0, 200, 40):
    seen.update(portrait(index, "f") + portrait(index, "m"))
print(seen.hexdigest())
"""


def digest(hash_seed: str, seed: int) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("SEED", str(seed))],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_two_processes_make_the_same_people_states_meetings_and_portraits():
    assert digest("1", 2025) == digest("4242", 2025)


def test_another_seed_makes_others():
    assert digest("1", 2025) != digest("1", 2026)
