"""Outlines of the drawn portraits, from `portrait_shapes.json`.

The field is 60 × 80. The face is an oval about (30, 33), the chin lies at 48.5, the crown of the head at 16. A path has the commands
M, L, C and Z with absolute coordinates; one that begins with "2 " is drawn once more, mirrored at x = 30; a second M in one path
opens a hole.
"""

from seeds.data import read_json

Outline = tuple[str, ...]


def _mirrored(path: str) -> str:
    out = []
    numbers = 0
    for word in path.split():
        if word in "MLCZ":
            out.append(word)
            numbers = 0
        else:
            out.append(f"{60 - float(word):g}" if numbers % 2 == 0 else word)
            numbers += 1
    return " ".join(out)


def _outline(paths: list[str]) -> Outline:
    drawn: list[str] = []
    for path in paths:
        plain = path.removeprefix("2 ")
        drawn += [plain, _mirrored(plain)] if plain != path else [plain]
    return tuple(drawn)


_DATA = read_json("portrait_shapes.json")


def outline(name: str) -> Outline:
    """Return an outline that comes in one form, such as "neck"."""
    return _OUTLINES[name]


def form(family: str, name: str) -> Outline:
    """Return one of several forms: family "faces", "hair_front", "hair_back", "beards" or "glasses"."""
    return _FORMS[family][name]


_OUTLINES = {key: _outline(value) for key, value in _DATA.items() if isinstance(value, list)}
_FORMS = {
    key: {name: _outline(paths) for name, paths in value.items()}
    for key, value in _DATA.items()
    if isinstance(value, dict)
}
# What looks otherwise when mirrored; all else is the same from both sides and is drawn once.
ONE_SIDED = frozenset(_OUTLINES[name] for name in ("sash", "scarf_folds", "turban_folds")) | frozenset(
    _FORMS["hair_front"][name] for name in ("short", "side", "curls", "waves", "part", "swept")
)
