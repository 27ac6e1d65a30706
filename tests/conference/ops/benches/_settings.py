"""The settings of benches run from the command line."""

from conference.settings import *  # noqa: F403

BENCHES = "tests.conference.ops.benches"
