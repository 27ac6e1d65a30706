"""Loaded before the settings: tests run in the mode `test`, whatever the shell says."""

import os
from pathlib import Path

os.environ["PLENIPO_MODE"] = "test"
os.environ["DJANGO_SETTINGS_MODULE"] = "conference.settings"
(Path(__file__).resolve().parent.parent / "var" / "test").mkdir(parents=True, exist_ok=True)
