"""Brings what browsers need from other projects into `conference/static/vendor/`, and checks that it is still what it was."""
