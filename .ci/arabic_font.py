# /// script
# requires-python = ">=3.12"
# dependencies = ["fonttools==4.68.0", "fontpkg-ibm-plex-sans-arabic==1.101"]
# ///
"""Make the print font of Arabic, `conference/printing/arabic/`, from IBM Plex Sans Arabic: `uv run .ci/arabic_font.py`.

A PDF's reader gets a text back glyph by glyph and turns a line round letter by letter: a ligature comes out with its letters exchanged,
and a gap that kerning leaves inside a word comes out as a space. So the font made here looks the same and is set otherwise:

* lam and alef keep their joined shape, drawn by the glyph of the alef; the lam beside it is blank. All other ligatures fall away.
* A letter that kerning moves away from the one before it is replaced by a twin whose own width holds the gap.

The licence (OFL) asks that a changed font does not bear the reserved name, hence its own.
"""

from __future__ import annotations

import copy
import importlib.resources
from pathlib import Path

from fontTools.otlLib import builder
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables
from fontTools.ttLib.tables._g_l_y_f import Glyph

SOURCE = Path(str(importlib.resources.files("fontpkg_ibm_plex_sans_arabic"))) / "files"
TARGET = Path(__file__).resolve().parents[1] / "conference" / "printing" / "arabic"
WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold")
LAMS = (
    "uniFEE0",
    "uniFEDF",
    *(f"uni{code}.{form}" for code in ("06B5", "06B6", "06B7", "06B8", "076A") for form in ("medi", "init")),
)
ALEFS = ("uniFE8E", "uniFE88", "uni0673.fina", "uniFE84", "uni0672.fina", "uniFE82", "uniFB51")
# Thousandths of an em: the widest gap that no reader takes for a space.
WIDEST_GAP = 40
# Hinting is for screens; the signature is of the unchanged font.
NOT_FOR_PRINT = ("DSIG", "fpgm", "prep", "cvt ", "gasp", "meta")
type Pairs = dict[tuple[str, int], set[str]]


class Maker:
    """One weight of the font while it is changed."""

    def __init__(self, font: TTFont) -> None:
        self.font, self.glyf, self.widths = font, font["glyf"], font["hmtx"]
        self.gsub, self.gpos = font["GSUB"].table, font["GPOS"].table
        self.required = self.gsub.LookupList.Lookup[self.feature("rlig")[0]]
        self.order: dict[str, int] = {}

    def feature(self, tag: str, table: str = "GSUB") -> list[int]:
        records = self.font[table].table.FeatureList.FeatureRecord
        return sorted(
            {index for record in records if record.FeatureTag == tag for index in record.Feature.LookupListIndex}
        )

    def make(self) -> None:
        ligatures = self.ligatures()
        self.split(ligatures)
        self.widen(self.gaps())
        for table in NOT_FOR_PRINT:
            if table in self.font:
                del self.font[table]
        for name in self.font.getGlyphOrder():
            if hasattr(self.glyf[name], "program"):
                self.glyf[name].removeHinting()
        self.rename()

    def ligatures(self) -> list[tuple[str, str, str]]:
        """Return lam, alef and ligature of those that Arabic cannot do without."""
        return [
            (first, ligature.Component[0], ligature.LigGlyph)
            for table in self.required.SubTable
            for first, ligatures in table.ligatures.items()
            for ligature in ligatures
            if first in LAMS and ligature.Component[0] in ALEFS
        ]

    def add_glyphs(self, new: dict[str, tuple[Glyph, tuple[int, int]]]) -> None:
        for name, (glyph, width) in new.items():
            self.glyf[name], self.widths[name] = glyph, width
            self.font["GDEF"].table.GlyphClassDef.classDefs[name] = 1
        self.font.setGlyphOrder([*(name for name in self.font.getGlyphOrder() if name not in new), *new])
        self.glyf.glyphOrder = self.font.getGlyphOrder()
        self.order = self.font.getReverseGlyphMap(rebuild=True)

    def single(self, mapping: dict[str, str]) -> int:
        table = otTables.SingleSubst()
        table.mapping = mapping
        return self.add_lookup("GSUB", 1, [table], self.required.LookupFlag)

    def add_lookup(self, table: str, kind: int, subtables: list[object], flag: int) -> int:
        lookup, lookups = otTables.Lookup(), self.font[table].table.LookupList
        lookup.LookupType, lookup.LookupFlag = kind, flag
        lookup.SubTable, lookup.SubTableCount = subtables, len(subtables)
        lookups.Lookup.append(lookup)
        lookups.LookupCount = len(lookups.Lookup)
        return lookups.LookupCount - 1

    def rule(
        self, before: list[set[str]], letters: list[set[str]], substitutions: list[int]
    ) -> otTables.ChainContextSubst:
        """Return the rule that replaces these letters, one lookup each, after those before."""
        rule = otTables.ChainContextSubst()
        rule.Format = 3
        rule.BacktrackCoverage = [
            builder.buildCoverage(sorted(letters_before), self.order) for letters_before in before
        ]
        rule.InputCoverage = [builder.buildCoverage(sorted(glyphs), self.order) for glyphs in letters]
        rule.LookAheadCoverage, rule.SubstLookupRecord = [], []
        rule.BacktrackGlyphCount, rule.InputGlyphCount, rule.LookAheadGlyphCount = len(before), len(letters), 0
        for place, lookup in enumerate(substitutions):
            record = otTables.SubstLookupRecord()
            record.SequenceIndex, record.LookupListIndex = place, lookup
            rule.SubstLookupRecord.append(record)
        rule.SubstCount = len(substitutions)
        return rule

    def split(self, ligatures: list[tuple[str, str, str]]) -> None:
        new = {}
        for _lam, _alef, ligature in ligatures:
            width, bearing = self.widths[ligature]
            blank = Glyph()
            blank.numberOfContours = 0
            new[f"{ligature}.alef"] = (copy.deepcopy(self.glyf[ligature]), (width // 2, bearing))
            new[f"{ligature}.lam"] = (blank, (width - width // 2, 0))
        self.add_glyphs(new)
        rules = [
            self.rule(
                [], [{lam}, {alef}], [self.single({lam: f"{ligature}.lam"}), self.single({alef: f"{ligature}.alef"})]
            )
            for lam, alef, ligature in ligatures
        ]
        self.required.LookupType = 6
        self.required.SubTable, self.required.SubTableCount = rules, len(rules)
        self.split_marks([ligature for _lam, _alef, ligature in ligatures])

    def split_marks(self, ligatures: list[str]) -> None:
        """Let marks stand over the two halves where they stood over the ligature."""
        for lookup in [candidate for candidate in self.gpos.LookupList.Lookup if candidate.LookupType == 5]:
            tables = []
            for table in lookup.SubTable:
                places = dict(zip(table.LigatureCoverage.glyphs, table.LigatureArray.LigatureAttach, strict=True))
                bases = {}
                for ligature in [glyph for glyph in ligatures if glyph in places]:
                    lam, alef = places[ligature].ComponentRecord
                    bases[f"{ligature}.lam"] = self.base(lam, self.widths[f"{ligature}.alef"][0])
                    bases[f"{ligature}.alef"] = self.base(alef, 0)
                if bases:
                    tables.append(self.mark_table(table, bases))
            if tables:
                added = self.add_lookup("GPOS", 4, tables, lookup.LookupFlag)
                self.use("GPOS", "mark", added)

    def base(self, component: otTables.ComponentRecord, number: int) -> otTables.BaseRecord:
        record = otTables.BaseRecord()
        record.BaseAnchor = copy.deepcopy(component.LigatureAnchor)
        for anchor in filter(None, record.BaseAnchor):
            anchor.XCoordinate -= number
        return record

    def mark_table(self, like: otTables.MarkLigPos, bases: dict[str, otTables.BaseRecord]) -> otTables.MarkBasePos:
        table = otTables.MarkBasePos()
        table.Format, table.ClassCount = 1, like.ClassCount
        table.MarkCoverage, table.MarkArray = copy.deepcopy(like.MarkCoverage), copy.deepcopy(like.MarkArray)
        table.BaseArray = otTables.BaseArray()
        self.set_bases(table, bases)
        return table

    def set_bases(self, table: otTables.MarkBasePos, bases: dict[str, otTables.BaseRecord]) -> None:
        table.BaseCoverage = builder.buildCoverage(list(bases), self.order)
        table.BaseArray.BaseRecord = [bases[name] for name in table.BaseCoverage.glyphs]
        table.BaseArray.BaseCount = len(bases)

    def use(self, table: str, tag: str, lookup: int) -> None:
        for record in self.font[table].table.FeatureList.FeatureRecord:
            if record.FeatureTag == tag and lookup not in record.Feature.LookupListIndex:
                record.Feature.LookupListIndex.append(lookup)
                record.Feature.LookupCount += 1

    def gaps(self) -> Pairs:
        """Return the letters before, by letter and kerning, wherever kerning leaves a gap that looks like a space."""
        pairs: Pairs = {}
        codes = self.font.getBestCmap().items()
        arabic = {name for code, name in codes if 0x600 <= code <= 0x6FF or 0xFB50 <= code <= 0xFEFC}
        arabic |= {name for name in self.font.getGlyphOrder() if name.endswith((".init", ".fina", ".medi"))}
        for index in self.feature("kern", "GPOS"):
            done: set[tuple[str, str]] = set()
            for table in self.gpos.LookupList.Lookup[index].SubTable:
                for first, second, value in kerned(getattr(table, "ExtSubTable", table), arabic):
                    if first in arabic and (first, second) not in done and value > WIDEST_GAP:
                        pairs.setdefault((second, value), set()).add(first)
                    done.add((first, second))
        return pairs

    def widen(self, gaps: Pairs) -> None:
        names = {(letter, value): f"{letter}.w{value}" for letter, value in sorted(gaps)}
        wide = {}
        for (letter, value), name in names.items():
            width, bearing = self.widths[letter]
            wide[name] = (copy.deepcopy(self.glyf[letter]), (width + value, bearing))
        self.add_glyphs(wide)
        twins: dict[str, set[str]] = {}
        for (letter, _value), name in names.items():
            twins.setdefault(letter, set()).add(name)
        groups: dict[tuple[frozenset[str], int], set[str]] = {}
        for (letter, value), firsts in gaps.items():
            groups.setdefault((frozenset(firsts), value), set()).add(letter)
        values = sorted({value for _letter, value in gaps})
        lookups = {
            k: self.single({letter: names[letter, value] for letter, value in names if value == k}) for k in values
        }
        rules = [
            self.rule([firsts.union(*(twins.get(one, ()) for one in firsts))], [letters], [lookups[value]])
            for (firsts, value), letters in sorted(groups.items(), key=lambda one: (one[0][1], sorted(one[1])))
        ]
        self.use("GSUB", "rlig", self.add_lookup("GSUB", 6, rules, self.required.LookupFlag))
        for table in [t for one in self.gpos.LookupList.Lookup if one.LookupType == 4 for t in one.SubTable]:
            bases = dict(zip(table.BaseCoverage.glyphs, table.BaseArray.BaseRecord, strict=True))
            bases |= {name: copy.deepcopy(bases[one]) for (one, _value), name in names.items() if one in bases}
            self.set_bases(table, bases)

    def rename(self) -> None:
        names = self.font["name"]
        # Copyright and licence stay; trademark, maker and addresses are those of the unchanged font.
        names.names = [record for record in names.names if record.nameID not in (7, 8, 9, 11, 12)]
        for record in names.names:
            if record.nameID not in (0, 13, 14):
                plain = record.toUnicode().replace("IBM Plex Sans Arabic", "Plenipo Arabic")
                record.string = plain.replace("IBMPlexSansArabic", "PlenipoArabic").replace("IBM Plex", "Plenipo")


def kerned(table: otTables.PairPos, letters: set[str]) -> list[tuple[str, str, int]]:
    """Return first, second and kerning of every pair whose second is one of the letters."""
    if table.Format == 1:
        return [
            (first, pair.SecondGlyph, getattr(pair.Value1, "XAdvance", 0) or 0)
            for first, pairs in zip(table.Coverage.glyphs, table.PairSet, strict=True)
            for pair in pairs.PairValueRecord
            if pair.SecondGlyph in letters
        ]
    classes: dict[int, list[str]] = {}
    for letter in letters:
        classes.setdefault(table.ClassDef2.classDefs.get(letter, 0), []).append(letter)
    return [
        (first, second, getattr(record.Value1, "XAdvance", 0) or 0)
        for first in table.Coverage.glyphs
        for number, record in enumerate(table.Class1Record[table.ClassDef1.classDefs.get(first, 0)].Class2Record)
        for second in classes.get(number, ())
    ]


for weight in WEIGHTS:
    source = TTFont(SOURCE / f"IBMPlexSansArabic-{weight}.ttf", recalcTimestamp=False)
    Maker(source).make()
    source.save(TARGET / f"PlenipoArabic-{weight}.ttf")
