"""Render a notice in the recipient's language.

A template sees only its notice's variables and COMMON, as plain values. An unknown name is an error, and the mail is not sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import css_inline
from django.conf import settings
from django.template import Context, Engine
from django.template.backends.django import DjangoTemplates
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from conference.correspondence.letters.plain_text import one_line, wrap
from conference.correspondence.letters.registry import Notice
from conference.correspondence.templatetags import mail
from conference.correspondence.templatetags.mail import MASK
from conference.look.spacing import close_up, close_up_text
from conference.models import Conference

MAIL_CSS = Path(__file__).resolve().parents[2] / "static" / "css" / "mail.css"
LONGEST_SUBJECT = 300
# What templates may use of the conference: texts in the reader's language, and plain values.
CONFERENCE_TEXTS = ("name", "short_name", "treaty_name", "place", "venue")
CONFERENCE_VALUES = ("starts_on", "ends_on", "zone", "contact_email", "contact_phone")


class UnknownVariable(LookupError):
    """A template names something that its context lacks."""


class _Strict(str):
    def __mod__(self, name: object) -> str:
        raise UnknownVariable(f"unknown variable {name}")


@dataclass(frozen=True)
class RenderedLetter:
    subject: str
    text: str
    html: str


@lru_cache(maxsize=4)
def _engine(folders: tuple[str, ...]) -> Engine:
    options = {"string_if_invalid": _Strict("%s"), "context_processors": []}
    backend = DjangoTemplates({"NAME": "mail", "DIRS": list(folders), "APP_DIRS": True, "OPTIONS": options})
    return backend.engine


def engine() -> Engine:
    folders: Any = settings.TEMPLATES[0]["DIRS"]
    return _engine(tuple(str(folder) for folder in folders))


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    css = MAIL_CSS.read_text(encoding="utf-8")
    return css_inline.CSSInliner(extra_css=css, load_remote_stylesheets=False, keep_style_tags=False)


def known_language(code: str) -> str:
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def masked(notice: Notice, context: Mapping[str, Any]) -> dict[str, Any]:
    return {**context, **dict.fromkeys(notice.sealed, MASK)}


def render_letter(
    notice: Notice, context: Mapping[str, Any], *, conference: Conference, language: str, name: str, reference: str
) -> RenderedLetter:
    """Render both parts of a message.

    Args:
        reference: By which an answer is found again.

    Raises:
        UnknownVariable: When a template names what is not there.
        ValueError: From a filter, such as for a moment without an offset.
    """
    code = known_language(language)
    with translation.override(code), timezone.override(conference.zone), mail.placed(conference.place.into(code)):
        common = {
            "conference": {name: str(getattr(conference, name)) for name in CONFERENCE_TEXTS}
            | {name: getattr(conference, name) for name in CONFERENCE_VALUES},
            "public_url": settings.PUBLIC_URL,
            "recipient_name": name,
            "dear": _("Dear %(name)s,") % {"name": name} if name else "",
            "reference": reference,
        }
        plain = engine().get_template(f"{notice.template}.txt")
        written = plain.render(Context({**common, **context}, autoescape=False)).lstrip()
        subject, _end, text = close_up_text(written).partition("\n")
        subject = one_line(subject)[:LONGEST_SUBJECT]
        pretty = engine().get_template(f"{notice.template}.html")
        html = close_up(pretty.render(Context({**common, "subject": subject, **context})))
    return RenderedLetter(subject, wrap(text), _inliner().inline(html))
