"""Honorifics in the reader's language. What is stored is what the delegation wrote; one that is not in the table stays as written."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from django.utils.html import format_html
from django.utils.translation import get_language, override

from conference.translated import FALLBACK, short_code

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh", "vi")
TABLE = (
    ("H.E. Mr.", "S.E. M.", "Excmo. Sr.", "معالي السيد", "Его Превосходительство г-н", "先生阁下", "Ngài"),
    ("H.E. Ms.", "S.E. Mme", "Excma. Sra.", "معالي السيدة", "Ее Превосходительство г-жа", "女士阁下", "Bà"),
    (
        "H.R.H. Prince",
        "S.A.R. le Prince",
        "S.A.R. el Príncipe",
        "صاحب السمو الملكي الأمير",
        "Его Королевское Высочество принц",
        "亲王殿下",
        "Hoàng thân",
    ),
    ("His Majesty", "Sa Majesté", "Su Majestad", "جلالة", "Его Величество", "陛下", "Nhà vua"),
    ("The Hon.", "L’hon.", "Hble.", "حضرة", "Достопочтенный", "阁下", "Ngài"),
    (
        "His Eminence",
        "Son Éminence",
        "Su Eminencia",
        "صاحب النيافة",
        "Его Высокопреосвященство",
        "枢机阁下",
        "Đức Hồng y",
    ),
    ("Rev. Msgr.", "Mgr", "Mons.", "المونسنيور", "Монсеньор", "蒙席", "Đức ông"),
    ("Mr.", "M.", "Sr.", "السيد", "г-н", "先生", "Ông"),
    ("Ms.", "Mme", "Sra.", "السيدة", "г-жа", "女士", "Bà"),
    ("Dr.", "Dr", "Dr.", "الدكتور", "д-р", "博士", "Tiến sĩ"),
    (
        "H.E. Sheikh",
        "S.E. Cheikh",
        "S.E. el Jeque",
        "معالي الشيخ",
        "Его Превосходительство шейх",
        "谢赫阁下",
        "Ngài Sheikh",
    ),
    (
        "H.E. Sheikha",
        "S.E. Cheikha",
        "S.E. la Jequesa",
        "معالي الشيخة",
        "Ее Превосходительство шейха",
        "谢哈阁下",
        "Bà Sheikha",
    ),
    ("Sheikh", "Cheikh", "Jeque", "الشيخ", "шейх", "谢赫", "Sheikh"),
    ("Sheikha", "Cheikha", "Jequesa", "الشيخة", "шейха", "谢哈", "Sheikha"),
)
OF_WOMEN = ("H.E. Ms.", "Ms.", "H.E. Sheikha", "Sheikha")
# Given names too, so that a name that begins with one of them keeps it.
ALSO_NAMES = ("Sheikh", "Cheikh", "الشيخ", "Sheikha", "Cheikha", "الشيخة", "шейх", "шейха")
# What people write in lists for one of the table, besides another case, spacing or full stops.
ALSO_WRITTEN = {
    "H.E. Mr.": ("His Excellency Mr", "Exc Mr"),
    "H.E. Ms.": ("Her Excellency Ms",),
    "S.E. M.": ("S.E. Mr", "S.E. Monsieur", "Son Excellence M", "Son Excellence Monsieur"),
    "S.E. Mme": ("S.E. Madame", "Son Excellence Mme", "Son Excellence Madame"),
    "Excmo. Sr.": ("Excelentísimo Señor", "S.E. Sr", "Excmo Señor"),
    "Excma. Sra.": ("Excelentísima Señora", "S.E. Sra", "Excma Señora"),
    "Его Превосходительство г-н": ("Е.П. г-н",),
    "Ее Превосходительство г-жа": ("Е.П. г-жа",),
    "Mr.": ("Mister",),
    "M.": ("Monsieur",),
    "Mme": ("Madame",),
    "Sr.": ("Señor",),
    "Sra.": ("Señora",),
    "г-н": ("господин",),
    "г-жа": ("госпожа",),
    "السيد": ("سيد",),
    "السيدة": ("سيدة",),
    "الدكتور": ("دكتور", "د."),
    "Dr.": ("Doctor",),
    "Dr": ("Docteur",),
    # A chieftain, as some lists have it, is another title than that of the Gulf.
    "谢赫": ("酋长",),
    "谢赫阁下": ("酋长阁下",),
    "谢哈": ("女酋长",),
    "谢哈阁下": ("女酋长阁下",),
}
PLAIN = ("Mr.", "Ms.")
MARRIED = {"mrs": "Ms.", "miss": "Ms."}  # kept as written, unless beside one in another language
# Read aloud, an abbreviated style is said in full.
SPELLED = {
    "H.E. Mr.": "His Excellency Mr.",
    "H.E. Ms.": "Her Excellency Ms.",
    "S.E. M.": "Son Excellence Monsieur",
    "S.E. Mme": "Son Excellence Madame",
    "Excmo. Sr.": "el Excelentísimo Señor",
    "Excma. Sra.": "la Excelentísima Señora",
}
# As protocol writes a person on lines of their own: the style, and what stays before the name. Other languages keep both in one line.
LINES = {
    "H.E. Mr.": ("His Excellency", "Mr."),
    "H.E. Ms.": ("Her Excellency", "Ms."),
    "S.E. M.": ("Son Excellence", "M."),
    "S.E. Mme": ("Son Excellence", "Mme"),
    "Excmo. Sr.": ("Excelentísimo Señor", ""),
    "Excma. Sra.": ("Excelentísima Señora", ""),
    "Его Превосходительство г-н": ("Его Превосходительство", "г-н"),
    "Ее Превосходительство г-жа": ("Ее Превосходительство", "г-жа"),
}


def honorific_text(written: str) -> str:
    """Return the honorific in the active language."""
    row = _rows().get(written)
    language = short_code(get_language())
    return row[LANGUAGES.index(language)] if row and language in LANGUAGES else written


def in_table(written: str) -> str:
    """Return the honorific as the table writes it in its language: “S.E.M.” is “S.E. M.”; one that is not in it as written.

    Of one in two languages, as “Bà / Ms”, the part that says more.
    """
    return _spellings().get(_bare(written)) or _in_two_languages(written) or written


def is_known(written: str) -> bool:
    return _bare(written) in _spellings() or bool(_in_two_languages(written))


def is_plain(written: str) -> bool:
    """Return whether the honorific says no more than “Mr.” or “Ms.”."""
    with override(FALLBACK):
        return honorific_text(written) in PLAIN


def is_of_a_woman(written: str) -> bool:
    """Return whether the honorific is for women only, so that words agree with it."""
    with override(FALLBACK):
        return honorific_text(written) in OF_WOMEN


def in_full(written: str) -> str:
    """Return the honorific in the active language as it is said: `His Excellency Mr.`"""
    text = honorific_text(written)
    return SPELLED.get(text, text)


def side_of(written: str) -> str:
    """Return whether the active language puts the honorific `before` or `after` the name; Chinese puts those of the table after."""
    return "after" if written in _rows() and stand_after() else "before"


def stand_after() -> bool:
    return short_code(get_language()) == "zh"


def in_active_language() -> dict[str, str]:
    """Return each honorific of the table, as written in any language, in the active one."""
    return {written: honorific_text(written) for written in _rows()}


def join_honorific(written: str, name: str) -> str:
    """Return honorific and name as the active language orders them; in Chinese the honorific follows the name."""
    text = honorific_text(written)
    if side_of(written) == "after":
        return f"{name}{text}" if unicodedata.name(name[-1:] or " ").startswith("CJK") else f"{name} {text}"
    return f"{text} {name}".strip()


def reorder_honorific(stored: str) -> str:
    """Return a name that was stored behind its honorific, such as `H.E. Ms. Amina Mohamed`, as `join_honorific` says it."""
    honorific, name = _parted(stored)
    return join_honorific(honorific, name) if honorific and name else stored


def on_lines(called: str) -> tuple[str, str]:
    """Split a name of `join_honorific` into the line of the style, such as `Her Excellency`, or none, and the line of the name."""
    written, name = _parted(called)
    style, title = LINES.get(written, ("", ""))
    return (style, f"{title} {name}".strip()) if style and name else ("", called)


def bare(stored: str) -> str:
    """Return a name that was stored behind its honorific without it, as alphabets have it."""
    return _parted(stored)[1] or stored


def _parted(stored: str) -> tuple[str, str]:
    known = (written for written in _rows() if written not in ALSO_NAMES)
    honorific = max((written for written in known if stored.startswith(f"{written} ")), key=len, default="")
    return honorific, stored.removeprefix(honorific).strip()


def beside_name(written: str, at: str, inline: bool = False) -> str:
    """Return the honorific in the active language if it comes `at` this side of the name, `before` or `after`; else nothing.

    It has a line of its own before the name, unless `inline`.
    """
    if not written or at != side_of(written):
        return ""
    text = honorific_text(written)
    if inline:
        return format_html("<bdi>{}</bdi> " if at == "before" else " <bdi>{}</bdi>", text)
    return format_html('<bdi class="hon {}">{}</bdi>', at, text)


def offered() -> list[str]:
    """Return the honorifics that every language of the site has a word for, as badges print them."""
    return [row[0] for row in TABLE]


@lru_cache(maxsize=1)
def _rows() -> Mapping[str, tuple[str, ...]]:
    """Return the rows by what is written in any language; by the first where two are written alike."""
    return {written: row for row in reversed(TABLE) for written in row}


def _in_two_languages(written: str) -> str:
    """Return the part that fewest rows of the table have, if one row has all of them; else nothing."""
    parts = [_spellings().get(_bare(part)) or MARRIED.get(_bare(part), "") for part in re.split(r"[/|\n]", written)]
    if len(parts) < 2 or not any(set(parts) <= {*row} for row in TABLE):
        return ""
    return min(parts, key=lambda part: sum(part in row for row in TABLE))


@lru_cache(maxsize=1)
def _spellings() -> Mapping[str, str]:
    spellings = {_bare(text): written for written, texts in ALSO_WRITTEN.items() for text in texts}
    return spellings | {_bare(written): written for row in reversed(TABLE) for written in reversed(row)}


def _bare(written: str) -> str:
    """Return a text without case, accents, spaces and punctuation."""
    letters = unicodedata.normalize("NFKD", written).casefold()
    return "".join(letter for letter in letters if letter.isalpha())
