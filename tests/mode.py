"""Loaded before the settings: tests run in the mode `test`, whatever the shell says."""

import gc
import os
from pathlib import Path

# Ten thousand tests are collected, and none of them is garbage; from then on it is searched for (tests/conftest.py).
gc.disable()
os.environ["PLENIPO_MODE"] = "test"
os.environ["DJANGO_SETTINGS_MODULE"] = "conference.settings"
(Path(__file__).resolve().parent.parent / "var" / "test").mkdir(parents=True, exist_ok=True)
