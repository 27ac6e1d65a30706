"""Text and what it stands on differ enough (WCAG AA), in the light and in the dark."""

import re
from itertools import product

import pytest
from django.conf import settings

CSS = (settings.ROOT / "conference/static/css/tokens.css").read_text()
TEXT, CONTROL, SUN = 4.5, 3.0, 7.0
GROUNDS = ["paper", "sheet", "hover"]
PAIRS = [
    *[
        (text, ground, TEXT)
        for text, ground in product(["ink", "ink-2", "un", "no", "ok", "wait", "info", "gold"], GROUNDS)
    ],
    *[(tone, f"{tone}-bg", TEXT) for tone in ["ok", "wait", "no", "info", "gold"]],
    *[("ink", ground, TEXT) for ground in ["pick", "own", "mark-bg", "kd", "wait-bg", "info-bg", "no-bg"]],
    *[("ink-2", ground, TEXT) for ground in ["kd", "wait-bg", "info-bg", "no-bg", "pick"]],
    *[("un", ground, TEXT) for ground in ["pick"]],
    ("on-un", "un", TEXT),
    ("on-un", "un-deep", TEXT),
    ("on-no", "no", TEXT),
    ("on-deep", "deep", TEXT),
    ("mast-2", "deep", TEXT),
    *[("edge", ground, CONTROL) for ground in ["paper", "sheet"]],
    # At a gate, in the sun.
    *[("g-paper", ground, SUN) for ground in ["g-ink", "g-enter", "g-refused"]],
    *[("g-ink", ground, SUN) for ground in ["g-paper", "g-check"]],
    *[(text, "g-paper", SUN) for text in ["g-soft", "g-shut"]],
    ("g-here", "g-paper", TEXT),
    ("g-shut-line", "g-ink", CONTROL),
    # In the hall, from afar.
    *[(text, "h-ground", SUN) for text in ["h-ink", "h-soft", "h-dim", "h-word"]],
    *[(tile, "h-ground", CONTROL) for tile in ["h-edge", "h-now"]],
]


def tokens(theme: str) -> dict[str, str]:
    """The colours of a theme; the dark one takes over what it doesn't change."""
    light, dark = re.findall(r'^(?::root|\[data-bs-theme="dark"\]) \{\n(.*?)^\}', CSS, re.MULTILINE | re.DOTALL)[:2]
    found = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", light))
    return found | (dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", dark)) if theme == "dark" else {})


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def test_the_reckoning_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_pair_of_text_and_ground_is_readable(theme: str) -> None:
    colours = tokens(theme)
    low = {
        f"{text} on {ground}": round(contrast(colours[text], colours[ground]), 2)
        for text, ground, least in PAIRS
        if contrast(colours[text], colours[ground]) < least
    }
    assert low == {}


def test_the_dark_theme_changes_every_tone() -> None:
    light, dark = tokens("light"), tokens("dark")
    kept = {name for name in light if light[name] == dark[name] and not name.startswith(("g-", "h-"))}
    assert kept == {"un-bright", "on-deep", "mast-2"} & set(light)
