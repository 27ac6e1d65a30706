"""The facts of frab's schedule.xml, as the schema in voc/schedule states them, in RELAX NG (ISO/IEC 19757-2)."""

from __future__ import annotations

from lxml import etree

TYPES = 'xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes"'


def _text(name: str) -> str:
    return f'<element name="{name}"><data type="string"/></element>'


def _pattern(name: str, kind: str, *patterns: str) -> str:
    params = "".join(f'<param name="pattern">{pattern}</param>' for pattern in patterns)
    return f'<element name="{name}"><data type="{kind}">{params}</data></element>'


def _maybe(*parts: str) -> str:
    return "".join(f"<optional>{part}</optional>" for part in parts)


def _list(parent: str, child: str, attribute: str, kind: str) -> str:
    at = f'<optional><attribute name="{attribute}"><data type="{kind}"/></attribute></optional>'
    return f'<element name="{parent}"><zeroOrMore><element name="{child}">{at}<text/></element></zeroOrMore></element>'


def _attribute(name: str, kind: str, pattern: str = "") -> str:
    param = f'<param name="pattern">{pattern}</param>' if pattern else ""
    return f'<attribute name="{name}"><data type="{kind}">{param}</data></attribute>'


ZONED = r".+(Z|[+\-][0-9]{1,2}:[0-9]{2})"
HTTP = "https?://.*"
LENGTH = "[0-9]{1,2}:[0-9]{2}(:[0-9]{1,2})?"
CLOCK = "[0-2][0-9]:[0-5][0-9](:[0-5][0-9])?"
# Two generations of the schema, and what schema.json adds: a slug has to suit all of them.
ACRONYMS = ("[a-z0-9_-]{4,}", "[a-z0-9_-][a-z0-9_]{3,}(-2[0-9]{3}-[a-z]+)?")
SLUGS = (r"[a-z0-9]{4,}-[0-9]{1,6}-[a-z0-9\-_]{4,}", r"[a-z0-9_]{4,}-[a-z0-9\-_]{4,}", "[a-z0-9_-]+[a-z0-9]")
UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

EVENT = (
    '<element name="event">'
    + _attribute("id", "positiveInteger", "[1-9][0-9]*")
    + _attribute("guid", "string", UUID)
    + "<interleave>"
    + "".join(_text(name) for name in ("room", "title", "subtitle", "type", "abstract", "track"))
    + _pattern("slug", "string", *SLUGS)
    + _pattern("date", "dateTime", ZONED)
    + _pattern("start", "string", CLOCK)
    + _pattern("duration", "string", LENGTH)
    + _maybe(
        _text("logo"),
        _text("language"),
        _text("description"),
        _pattern("url", "anyURI", HTTP),
        _pattern("video_download_url", "anyURI", HTTP),
        _list("persons", "person", "id", "positiveInteger"),
        _list("links", "link", "href", "string"),
        _list("attachments", "attachment", "href", "string"),
    )
    + "</interleave></element>"
)
CONFERENCE = (
    '<element name="conference"><interleave>'
    + _text("title")
    + _pattern("acronym", "string", *ACRONYMS)
    + _maybe(
        '<element name="start"><data type="date"/></element>',
        '<element name="end"><data type="date"/></element>',
        '<element name="days"><data type="integer"/></element>',
        _pattern("timeslot_duration", "string", LENGTH),
        _pattern("base_url", "anyURI", HTTP),
        _text("time_zone_name"),
    )
    + "</interleave></element>"
)
ROOM = f'<element name="room">{_attribute("name", "string")}<zeroOrMore>{EVENT}</zeroOrMore></element>'
DAY = (
    '<element name="day">'
    + _maybe(
        _attribute("date", "date"),
        _attribute("start", "dateTime", ZONED),
        _attribute("end", "dateTime", ZONED),
        _attribute("index", "positiveInteger"),
    )
    + f"<zeroOrMore>{ROOM}</zeroOrMore></element>"
)
GENERATOR = '<element name="generator">' + _maybe(_attribute("name", "string"), _attribute("version", "string"))
SCHEMA = etree.RelaxNG(
    etree.fromstring(
        f'<element name="schedule" {TYPES}>{_maybe(GENERATOR + "<empty/></element>")}{_text("version")}{CONFERENCE}'
        f"<oneOrMore>{DAY}</oneOrMore></element>"
    )
)
# What no two may have alike: where, and what.
UNIQUE = {"guid": "day/room/event/@guid", "id": "day/room/event/@id", "slug": "day/room/event/slug/text()"}


def faults(body: bytes) -> list[str]:
    root = etree.fromstring(body)
    found = [] if SCHEMA.validate(root) else [str(problem) for problem in SCHEMA.error_log]
    for name, path in {**UNIQUE, "index": "day/@index"}.items():
        values = root.xpath(path)
        if len(set(values)) != len(values):
            found.append(f"two have one {name}")
    return found
