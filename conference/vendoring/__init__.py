"""Brings what browsers and the printer need from other projects, and checks that it is still what it was."""
