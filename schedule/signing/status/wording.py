"""The sentences of the status page, by the treaty's rules."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.look import lists
from conference.look.times import day_text
from conference.translated import fill_sentence
from conference.treaties.articles import cite
from conference.treaties.choices import OpenTo
from conference.treaties.models import Treaty
from schedule.signing.instruments.models import InstrumentKind
from schedule.signing.instruments.queries import Progress
from schedule.signing.instruments.rules import full_day
from schedule.signing.status.queries import Participant, Status, observers

NAMED = 3  # up to so many signatories that are no Member States are named


def who_signed(status: Status) -> str:
    """Return `70 Member States, State of Palestine and European Union`."""
    others = observers(status)
    states = len(status.signatories) - len(others)
    parts = [ngettext("%(n)d Member State", "%(n)d Member States", states) % {"n": states}] if states else []
    if len(others) <= NAMED:
        return lists.in_words([*parts, *(party.short for party in others)])
    rest = ngettext("%(n)d other", "%(n)d others", len(others)) % {"n": len(others)}
    return lists.in_words([*parts, rest])


def when_in_force(treaty: Treaty) -> str:
    """Return the rule on entry into force: the delay, the number of instruments and the first possible day."""
    delay, values = treaty.entry_delay, {"n": treaty.entry_delay, "needed": treaty.threshold}
    if treaty.entry_unit == "months":
        sentence = ngettext(
            "The treaty enters into force %(n)d month after %(needed)d instruments have been deposited.",
            "The treaty enters into force %(n)d months after %(needed)d instruments have been deposited.",
            delay,
        )
    else:
        sentence = ngettext(
            "The treaty enters into force on the day after %(needed)d instruments have been deposited.",
            "The treaty enters into force %(n)d days after %(needed)d instruments have been deposited.",
            delay,
        )
    sentences = [cite(sentence % values, treaty.article_entry)]
    if treaty.entry_on_first_of_month:
        sentences.append(_("It then enters into force on the first day of the following month."))
    if treaty.organizations_sign and not treaty.organizations_count:
        sentences.append(
            _("An organization’s own instrument is not counted in addition to those of its member States.")
        )
    if treaty.entry_not_before:
        if treaty.entry_on_that_day:
            sentence = _("If this is fulfilled by %(day)s, it enters into force on that day, and never before.")
        else:
            sentence = _("It does not enter into force before %(day)s.")
        sentences.append(sentence % {"day": full_day(treaty.entry_not_before)})
    return lists.join_sentences(sentences)


def date_of_entry(progress: Progress) -> str:
    """Return the sentence on the day of entry into force."""
    in_force = progress.forecast.in_force_on
    if in_force is None:
        return _("No date can be given yet.")
    if in_force <= progress.today:
        return _("In force since %(day)s.") % {"day": full_day(in_force)}
    return _("It enters into force on %(day)s.") % {"day": full_day(in_force)}


def missing(progress: Progress) -> str:
    number = progress.forecast.missing
    if not number:
        return _("none more is needed") if progress.forecast.reached_on else _("this number is reached")
    return ngettext("%(n)d more is needed", "%(n)d more are needed", number) % {"n": number}


def who_may_sign(treaty: Treaty) -> list[str]:
    """Return a sentence on States and organizations, and one on each further group."""
    sentences = [cite(_of_formula(treaty), treaty.article_signature)] if treaty.open_to != OpenTo.GROUPS else []
    if treaty.organizations_sign and treaty.open_to != OpenTo.ALL_STATES:
        article = treaty.article_organizations or treaty.article_signature
        sentences.append(cite(_of_organizations(treaty), article))
    for group in treaty.groups.all():
        if not group.takes_part:
            continue
        sentence = _("Also open to %(group)s.") if sentences else _("Open to %(group)s.")
        sentences.append(fill_sentence(cite(sentence, treaty.article_signature), {"group": group.name}))
    return sentences


def _of_formula(treaty: Treaty) -> str:
    if treaty.open_to == OpenTo.UN_OR_AGENCIES:
        return _("Open to States that are members of the United Nations or of one of its specialized agencies.")
    if not treaty.organizations_sign:
        return _("Open to all States.")
    if not treaty.member_signs_first:
        return _("Open to all States and to regional economic integration organizations.")
    return _(
        "Open to all States, and to regional economic integration organizations of which at least one "
        "member State has signed."
    )


def _of_organizations(treaty: Treaty) -> str:
    if not treaty.member_signs_first:
        return _("Regional economic integration organizations may sign as well.")
    return _("A regional economic integration organization may sign once at least one of its member States has signed.")


def instrument(participant: Participant) -> str:
    """Return `Ratified 14 Nov 2025`, `No instrument yet` or `Withdrawn from 1 Jan 2027`."""
    instrument = participant.instrument
    if instrument is None:
        if participant.provisional:
            return _("Applied provisionally from %(day)s") % {"day": short(participant.provisional.deposited_on)}
        return _("No instrument yet")
    if instrument.withdrawn_from:
        return _("Withdrawn from %(day)s") % {"day": short(instrument.withdrawn_from)}
    sentences = {
        InstrumentKind.RATIFICATION: _("Ratified %(day)s"),
        InstrumentKind.ACCEPTANCE: _("Accepted %(day)s"),
        InstrumentKind.APPROVAL: _("Approved %(day)s"),
        InstrumentKind.ACCESSION: _("Acceded %(day)s"),
        InstrumentKind.FORMAL_CONFIRMATION: _("Formally confirmed %(day)s"),
        InstrumentKind.SUCCESSION: _("Succeeded %(day)s"),
        InstrumentKind.DEFINITIVE_SIGNATURE: _("Signed definitively %(day)s"),
    }
    return sentences[InstrumentKind(instrument.kind)] % {"day": short(instrument.deposited_on)}


def signature(participant: Participant) -> str:
    if participant.signature is None:
        return _("Not signed")
    return _("Signed %(day)s") % {"day": short(participant.signature.signed_on)}


def corrections(status: Status) -> list[str]:
    """Return a sentence for each signature that was noted in error and struck out of the record."""
    message = _("%(party)s: a signature noted in error was struck out of the record on %(day)s.")
    return [
        fill_sentence(message, {"party": row.signature.party.short, "day": full_day(row.rectified_on)})
        for row in status.struck
        if row.rectified_on
    ]


def short(day: date) -> str:
    return day_text(day, weekday=False)
