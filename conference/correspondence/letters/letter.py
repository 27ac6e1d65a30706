import json
from email.headerregistry import Address
from email.utils import format_datetime, parseaddr
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.utils import translation
from django.utils.encoding import punycode
from django.utils.translation import gettext as _

from conference.correspondence.letters import registry, rendering
from conference.correspondence.letters.plain_text import one_line
from conference.correspondence.models import Message
from conference.models import Conference


class NoAddress(Exception):
    """No mail can be sent to this address."""


def address(email: str, name: str = "") -> str:
    """Return `"Wambui, Achieng" <focal.kenya@mission.example>`, safe in a header. Raises ValueError."""
    local, _at, domain = email.rpartition("@")
    try:
        validate_email(email)
    except ValidationError as problem:
        raise ValueError(f"{email!r} is no address that mail can be sent to") from problem
    local.encode("ascii")
    return str(Address(one_line(name), local, punycode(domain)))


def shown(written: str) -> str:
    name, mailbox = parseaddr(written)
    return f"{name} <{mailbox}>" if name else mailbox


def open_sealed(message: Message) -> dict[str, Any]:
    """Return the sealed variables. Raises CannotDecrypt, ValueError when they were emptied."""
    if not message.sealed:
        raise ValueError("the sealed values were emptied when the message ended")
    secrets: dict[str, Any] = json.loads(message.sealed)
    return secrets


def compose(message: Message, conference: Conference) -> EmailMultiAlternatives:
    """Return a message's mail, rendered on the first try and kept on the row, which the caller saves.

    What is kept has its sealed values masked. Raises NoAddress, and what rendering raises.
    """
    notice = registry.get_notice(message.kind)
    try:
        to = address(message.recipient, message.recipient_name)
    except ValueError as problem:
        raise NoAddress(str(problem)) from problem
    about: dict[str, Any] = {
        "conference": conference,
        "language": message.language,
        "name": message.recipient_name,
        "reference": message.reference,
    }
    if not message.html:
        masked = rendering.render_letter(notice, rendering.masked(notice, message.context), **about)
        message.subject_line, message.text, message.html = masked.subject, masked.text, masked.html
    if notice.sealed:
        rendered = rendering.render_letter(notice, {**message.context, **open_sealed(message)}, **about)
    else:
        rendered = rendering.RenderedLetter(message.subject_line, message.text, message.html)
    mail = _mail(message, conference, rendered, to)
    if notice.files:
        with translation.override(rendering.known_language(message.language)):
            for name, body, kind in notice.files(message.subject_id):
                mail.attach(name, body, kind)
    return mail


def sender(conference: Conference, language: str) -> str:
    with translation.override(rendering.known_language(language)):
        name = _("Conference secretariat, %(place)s") % {"place": conference.place}
    return address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], name)


def _mail(
    message: Message, conference: Conference, rendered: rendering.RenderedLetter, to: str
) -> EmailMultiAlternatives:
    headers = {
        "Message-ID": message.message_id,
        "Date": format_datetime(message.created_at.astimezone(conference.zone)),
        # RFC 3834: no out-of-office answers to this one.
        "Auto-Submitted": "auto-generated",
        "Content-Language": rendering.known_language(message.language),
    }
    reply_to = [address(conference.contact_email)]
    mail = EmailMultiAlternatives(
        rendered.subject, rendered.text, sender(conference, message.language), [to], headers=headers, reply_to=reply_to
    )
    mail.attach_alternative(rendered.html, "text/html")
    return mail
