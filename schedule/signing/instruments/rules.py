"""What may be deposited: each rule with its sentence, and the article that it stands in."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.errors import NotPossible
from conference.look.times import day_text
from conference.models import today
from conference.parties.models import STATES, Kind, Party
from conference.translated import fill_sentence
from conference.treaties.articles import cite
from conference.treaties.choices import OpenTo
from conference.treaties.models import Treaty
from conference.treaties.queries import may_sign
from delegations.credentials.powers.rules import ISSUING, Office
from schedule.signing.appointments.models import AHEAD, Appointment
from schedule.signing.instruments import queries
from schedule.signing.instruments.models import LIVE, Instrument, InstrumentKind
from schedule.signing.running_order.models import RecordState

NOT_OF_SIGNATORIES = (InstrumentKind.ACCESSION, InstrumentKind.SUCCESSION)


def check_deposit(treaty: Treaty, party: Party, kind: str, day: date, *, but: Instrument | None = None) -> None:
    """Raise NotPossible with the rule that forbids this deposit. `but` is the instrument that is corrected; it is ignored."""
    if day > today():
        message = _("The day of deposit, %(day)s, is in the future. Enter an instrument once it is deposited.")
        raise NotPossible(message % {"day": full_day(day)})
    _check_earlier(treaty, party, kind, day, but)
    _check_open(treaty, party)
    opens = queries.opening_day(treaty)
    if opens and day < opens:
        message = _("The treaty is open for signature from %(day)s; no instrument can be deposited before.")
        raise NotPossible(cite(message % {"day": full_day(opens)}, treaty.article_signature))
    _check_kind(treaty, party, kind, day, but)
    _check_member(treaty, party, kind, day)


def _check_open(treaty: Treaty, party: Party) -> None:
    if may_sign(treaty, party):
        return
    if party.kind not in STATES and not treaty.organizations_sign and treaty.open_to != OpenTo.GROUPS:
        message = _("%(party)s cannot become a party: the treaty is open to States alone.")
        _refuse(message, party, treaty.article_organizations or treaty.article_signature)
    _refuse(_("%(party)s cannot become a party: the treaty is not open to it."), party, treaty.article_signature)


def check_withdrawal(instrument: Instrument, received: date) -> date:
    """Return the day on which a withdrawal takes effect. Raises NotPossible where the treaty allows none, or none yet."""
    treaty = instrument.treaty
    dates = queries.progress_now(treaty).withdrawal_dates(queries.deposit_of(instrument), received)
    if dates.effect is None:
        raise NotPossible(
            cite(_("The treaty has no rule on withdrawal. Nothing was changed."), treaty.article_withdrawal)
        )
    if dates.opens and received < dates.opens:
        message = _("%(party)s may withdraw from %(day)s; no withdrawal is received before.")
        _refuse(message, instrument.party, treaty.article_withdrawal, dates.opens)
    return dates.effect


def _check_earlier(treaty: Treaty, party: Party, kind: str, day: date, but: Instrument | None) -> None:
    earlier = Instrument.objects.filter(treaty=treaty, party=party).exclude(state="removed")
    for instrument in earlier.exclude(pk=but.pk) if but else earlier:
        if not instrument.is_consent and kind != InstrumentKind.PROVISIONAL_APPLICATION:
            continue  # it leads to consent (Vienna Convention, art. 25)
        values = {"party": party, "kind": instrument.get_kind_display(), "day": full_day(instrument.deposited_on)}
        if instrument.state in LIVE:
            message = _("%(party)s has deposited its instrument already: %(kind)s, %(day)s. Nothing was entered.")
            raise NotPossible(fill_sentence(message, values))
        if instrument.withdrawn_from and day < instrument.withdrawn_from:
            message = _(
                "%(party)s is bound until its withdrawal takes effect on %(day)s; a new instrument comes after."
            )
            raise NotPossible(fill_sentence(message, {**values, "day": full_day(instrument.withdrawn_from)}))


def _check_kind(treaty: Treaty, party: Party, kind: str, day: date, but: Instrument | None) -> None:
    signed = queries.signatures(treaty).get(party.pk)
    _check_provided_for(treaty, party, kind)
    if kind == InstrumentKind.PROVISIONAL_APPLICATION:
        return
    if kind == InstrumentKind.DEFINITIVE_SIGNATURE:
        if signed is None or day != signed.signed_on:
            message = _("The date of a definitive signature is that of the record.")
            _refuse(message, party, treaty.article_signature)
    elif kind in NOT_OF_SIGNATORIES:
        if signed:
            message = _("%(party)s signed on %(day)s: a signatory ratifies, accepts or approves. Choose one of these.")
            _refuse(message, party, treaty.article_ratification, signed.signed_on)
        if but is None or but.kind not in NOT_OF_SIGNATORIES:
            _check_out_of_running_orders(treaty, party)
        if kind == InstrumentKind.SUCCESSION:
            return
        opens = queries.accession_opens(treaty)
        if opens is None:
            _refuse(_("The treaty is not open for accession by %(party)s."), party, treaty.article_accession)
        elif day < opens:
            message = _("The treaty is open for accession from %(day)s; %(party)s cannot have acceded before.")
            _refuse(message, party, treaty.article_accession, opens)
    elif not signed and treaty.signature_before_ratification:
        message = _("%(party)s has not signed. A party that has not signed accedes: choose accession.")
        _refuse(message, party, treaty.article_accession or treaty.article_ratification)
    elif signed and day < signed.signed_on:
        message = _("%(party)s signed on %(day)s; its instrument cannot have been deposited before.")
        _refuse(message, party, treaty.article_ratification, signed.signed_on)


def _check_provided_for(treaty: Treaty, party: Party, kind: str) -> None:
    """Refuse a kind of instrument that the treaty does not know, or that is not of such a party."""
    if kind != InstrumentKind.ACCESSION and kind not in queries.kinds_of(treaty):
        _refuse(_("The treaty does not provide for this kind of instrument."), party, "")
    if kind == InstrumentKind.FORMAL_CONFIRMATION and party.kind != Kind.REIO:
        _refuse(_("An act of formal confirmation is one of an organization; %(party)s is a State."), party, "")
    if kind == InstrumentKind.SUCCESSION and party.kind == Kind.REIO:
        _refuse(_("Only a State succeeds to a treaty."), party, "")


def _check_out_of_running_orders(treaty: Treaty, party: Party) -> None:
    """Refuse an accession while the party may be called to sign: it would sign after having consented to be bound."""
    ahead = Appointment.objects.filter(treaty=treaty, delegation__party=party, state__in=AHEAD)
    appointment = ahead.filter(session__state=RecordState.OPEN).select_related("session__place").first()
    session = appointment.session if appointment else None
    if session is not None and clock.now() < session.place.closes_at:
        message = _(
            "%(party)s may still sign: it stands in the running order of “%(session)s”, %(day)s. Take it out of that order "
            "before you enter an accession, or let it sign and enter its ratification, acceptance or approval."
        )
        values = {"party": party, "session": session, "day": full_day(session.place.day_of(session.starts))}
        raise NotPossible(cite(fill_sentence(message, values), treaty.article_accession))


def check_paper(content: Instrument, party: Party) -> None:
    """Raise NotPossible unless the instrument says who issued and signed it, with authority (UN Treaty Handbook, 3.3.5).

    An organ signs for an organization alone, and the three offices for a State. A definitive signature has no paper of its own.
    """
    if content.kind == InstrumentKind.DEFINITIVE_SIGNATURE:
        return
    if not (content.issued_by and content.issued_in and content.issued_on and content.signed_by):
        raise NotPossible(_("Enter who issued and who signed the instrument, where and when."))
    if content.issued_on > content.deposited_on:
        raise NotPossible(_("The instrument bears a later date than that of its deposit."))
    if content.signed_powers or content.signed_office in ((Office.ORGAN,) if party.kind == Kind.REIO else ISSUING):
        return
    if party.kind == Kind.REIO:
        message = _(
            "An instrument of an organization is signed by the organ that may do so under its rules, or by a person with full powers of "
            "that organ. Enter these full powers, with their issuer and date (Vienna Convention of 1986, article 7 (3))."
        )
        raise NotPossible(message)
    message = _(
        "An instrument is signed by the Head of State or Government or the Minister for Foreign Affairs, or by a person with full "
        "powers of one of them. Enter these full powers, with their issuer and date (UN Treaty Handbook, 3.3.5)."
    )
    raise NotPossible(message)


def fill_from_record(content: Instrument, treaty: Treaty, party: Party) -> None:
    """Fill the paper's fields of a definitive signature from the record: no instrument is deposited."""
    signed = queries.signatures(treaty).get(party.pk)
    if signed is not None:
        content.issued_by, content.issued_in, content.issued_on = party.formally, signed.place, signed.signed_on
        content.signed_by, content.signed_office = signed.signatory, ""


def check_not_signed_since(instrument: Instrument) -> None:
    """Raise NotPossible if the party signed after the deposit of this instrument, which had been withdrawn by then."""
    signature = queries.signatures(instrument.treaty).get(instrument.party_id)
    if signature and (instrument.kind in NOT_OF_SIGNATORIES or signature.signed_on > instrument.deposited_on):
        message = _("%(party)s has signed since, on %(day)s. Nothing was changed.")
        raise NotPossible(fill_sentence(message, {"party": instrument.party, "day": full_day(signature.signed_on)}))


def _check_member(treaty: Treaty, party: Party, kind: str, day: date) -> None:
    if party.kind != Kind.REIO or kind == InstrumentKind.PROVISIONAL_APPLICATION or not treaty.member_deposits_first:
        return
    members = party.memberships.values_list("member_id", flat=True)
    if not _bound_on(treaty, day).filter(party__in=members).exists():
        message = _(
            "None of the member States of %(party)s had deposited an instrument by %(day)s. An "
            "organization deposits after one of its member States."
        )
        _refuse(message, party, treaty.article_ratification, day)


def _bound_on(treaty: Treaty, day: date) -> QuerySet[Instrument]:
    """Return the instruments that had been deposited by that day, and of which no withdrawal had taken effect by then."""
    deposited = Instrument.objects.filter(treaty=treaty, deposited_on__lte=day)
    deposited = deposited.exclude(kind=InstrumentKind.PROVISIONAL_APPLICATION)
    return deposited.filter(Q(state="deposited") | Q(state="withdrawn", withdrawn_from__gt=day))


def check_members_stay(instrument: Instrument, day: date | None = None) -> None:
    """Raise NotPossible if an organization's instrument rests on this one alone, which is taken away or moved to `day`."""
    treaty = instrument.treaty
    if not treaty.member_deposits_first:
        return
    theirs = Instrument.objects.filter(treaty=treaty, party__kind=Kind.REIO, state__in=LIVE)
    theirs = theirs.exclude(kind=InstrumentKind.PROVISIONAL_APPLICATION)
    for instrument_of_organization in theirs.filter(party__memberships__member=instrument.party).select_related(
        "party"
    ):
        members = instrument_of_organization.party.memberships.exclude(member=instrument.party).values_list(
            "member_id", flat=True
        )
        deposited_on = instrument_of_organization.deposited_on
        stays = day is not None and day <= deposited_on
        if not stays and not _bound_on(treaty, deposited_on).filter(party__in=members).exists():
            message = _("The instrument of %(party)s depends on this one: no other member State had deposited by then.")
            _refuse(message, instrument_of_organization.party, treaty.article_ratification)


def _refuse(message: str, party: Party, article: str, day: date | None = None) -> None:
    sentence = fill_sentence(message, {"party": party, "day": full_day(day) if day else ""})
    raise NotPossible(cite(sentence, article))


def full_day(day: date) -> str:
    return day_text(day, weekday=False, long=True)
