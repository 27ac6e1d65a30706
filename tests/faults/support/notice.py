"""Declares the tests' notice in the worker's process too."""

from conference.correspondence.letters import registry
from tests.correspondence.conftest import make_notice

registry.register_notice(make_notice())
