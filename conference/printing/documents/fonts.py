"""The print fonts, from their wheels and `faces/`, the same on every machine.

Typst and the measuring in Python share one list of families, hence take a character from the same font.
"""

import importlib.resources
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import typst
import uharfbuzz as hb

from conference.printing.documents.errors import PrintError

# Package of the wheel, and the folder in it that holds the font files.
WHEELS = (
    ("fontpkg_source_serif_4", "files"),
    ("fontpkg_ibm_plex_sans", "files"),
    ("manimgx_fonts_cjk", ""),
)
SERIF = "Source Serif 4"
SANS = "IBM Plex Sans"
# IBM Plex Sans Arabic, changed by `.ci/arabic-font`: every letter keeps a glyph of its own and no gap is wide enough for a space, so that
# readers of PDF find, copy and speak the words. Under a name of its own, as its licence asks.
ARABIC = "Plenipo Arabic"
ARABIC_FACES = Path(__file__).resolve().parents[1] / "arabic"
# Han characters are drawn differently from language to language; the key is the language's tag.
CJK = {
    "zh": "Noto Sans CJK SC",
    "zh-hans": "Noto Sans CJK SC",
    "zh-hant": "Noto Sans CJK TC",
    "zh-tw": "Noto Sans CJK TC",
    "zh-hk": "Noto Sans CJK HK",
    "ja": "Noto Sans CJK JP",
    "ko": "Noto Sans CJK KR",
}
# Scripts of their own that names come in, by family: Noto Sans from npm (conference/vendoring/print.json), regular and bold.
FACES = Path(__file__).resolve().parents[1] / "faces"
SCRIPTS = {
    f"Noto Sans {script}": f"NotoSans{script}"
    for script in ("Thai", "Lao", "Khmer", "Devanagari", "Bengali", "Hebrew", "Georgian", "Armenian", "Ethiopic")
}
_SCRIPT_WEIGHTS = ((400, "400Regular"), (700, "700Bold"))
_ARABIC_WEIGHTS = ((400, "Regular"), (500, "Medium"), (600, "SemiBold"), (700, "Bold"))
_CJK_FACES = ("Noto Sans CJK JP", "Noto Sans CJK KR", "Noto Sans CJK SC", "Noto Sans CJK TC", "Noto Sans CJK HK")
# Source Serif has a drawing for each size between these, in points; Typst takes the one of the text's size.
_OPTICAL_SIZES = (8.0, 60.0)


class Style(NamedTuple):
    """How a text is set: first family (SERIF or SANS), weight 100 to 900, size in points, language for Han."""

    family: str
    weight: int
    size: float
    language: str = ""


def families(first: str, language: str = "") -> tuple[str, ...]:
    second = SANS if first == SERIF else SERIF
    return first, second, ARABIC, CJK.get(language.lower(), CJK["zh"]), *SCRIPTS


@cache
def folders() -> tuple[Path, ...]:
    """Return the font folders; raise PrintError, which paths a missing wheel."""
    paths = []
    for package, folder in WHEELS:
        try:
            paths.append(Path(str(importlib.resources.files(package))) / folder)
        except ModuleNotFoundError:
            wheel = package.replace("_", "-")
            raise PrintError(f"The print font package {wheel} is not installed.") from None
    return (*paths, ARABIC_FACES, FACES)


@cache
def typst_fonts() -> typst.Fonts:
    """Return the process's one font book; making it is slower than setting a page."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders()))


@lru_cache(maxsize=500)
def sized_font(family: str, weight: int, size: float) -> hb.Font:
    """Return the HarfBuzz font at the weight and at the optical size for `size` points."""
    font = hb.Font(_face(family, weight))
    if family == SERIF:
        low, high = _OPTICAL_SIZES
        font.set_variations({"wght": weight, "opsz": min(max(size, low), high)})
    elif family != ARABIC and family not in SCRIPTS:
        font.set_variations({"wght": weight})
    return font


@cache
def _face(family: str, weight: int) -> hb.Face:
    serif, sans, cjk, arabic, faces = folders()
    if family == SERIF:
        return _load(str(serif / "SourceSerif4[opsz,wght].ttf"), 0)
    if family == SANS:
        return _load(str(sans / "IBMPlexSans[wdth,wght].ttf"), 0)
    if family == ARABIC:
        nearest = min(_ARABIC_WEIGHTS, key=lambda pair: abs(pair[0] - weight))
        return _load(str(arabic / f"PlenipoArabic-{nearest[1]}.ttf"), 0)
    if family in SCRIPTS:
        nearest = min(_SCRIPT_WEIGHTS, key=lambda pair: abs(pair[0] - weight))
        return _load(str(faces / f"{SCRIPTS[family]}_{nearest[1]}.ttf"), 0)
    return _load(str(cjk / "NotoSansCJK-VF.otf.ttc"), _CJK_FACES.index(family))


@cache
def _load(path: str, index: int) -> hb.Face:
    return hb.Face(hb.Blob.from_file_path(path), index)


@cache
def covers(character: str) -> bool:
    families_by_use = (*families(SERIF), CJK["ja"], CJK["ko"], CJK["zh-hant"], CJK["zh-hk"])
    return any(sized_font(family, 400, 10.0).get_nominal_glyph(ord(character)) for family in families_by_use)
