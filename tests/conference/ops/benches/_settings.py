"""The settings of whoever runs these benches from the command line."""

from conference.settings import *  # noqa: F403

BENCHES = "tests.conference.ops.benches"
