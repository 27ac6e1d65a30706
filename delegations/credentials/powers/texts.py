"""The texts of the checklist: each line's rule with its source, and each reason with its cure. Codes are stored, texts are read."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.treaties.articles import article_words

VIENNA = _("Vienna Convention on the Law of Treaties, %(number)s")
HANDBOOK = _("United Nations Treaty Handbook, section %(number)s")
OTHER = "other"


@dataclass(frozen=True)
class ChecklistRule:
    """A line of the checklist: its label, the rule, and the source."""

    label: str | Promise
    rule: str | Promise
    source: str | Promise
    number: str

    @property
    def cited(self) -> str:
        return str(self.source) % {"number": article_words(self.number) if self.source is VIENNA else self.number}


@dataclass(frozen=True)
class PowersReason:
    """A defect or a remark, as the delegation reads it."""

    says: str | Promise
    cure: str | Promise = ""


RULES: dict[str, ChecklistRule] = {
    "party": ChecklistRule(_("Party"), _("A treaty is open for signature by those whom it names."), VIENNA, "7"),
    "office": ChecklistRule(
        _("Office of the representative"),
        _(
            "Heads of State, Heads of Government and Ministers for Foreign Affairs sign without full powers, also when acting or ad "
            "interim."
        ),
        VIENNA,
        "7 (2) (a)",
    ),
    "paper": ChecklistRule(
        _("Kind of paper"),
        _(
            "Full powers authorize the signature of a treaty. Credentials authorize participation in the conference alone."
        ),
        VIENNA,
        "2 (1) (c)",
    ),
    "purpose": ChecklistRule(
        _("What the paper authorizes"),
        _("Authority to negotiate, adopt or authenticate a text is none to sign it."),
        VIENNA,
        "2 (1) (c)",
    ),
    "issuer": ChecklistRule(
        _("Issuer"),
        _(
            "They are issued by the Head of State, the Head of Government or the Minister for Foreign Affairs, also when acting or ad "
            "interim; for an organization, by the organ that its rules name."
        ),
        HANDBOOK,
        "3.2.3",
    ),
    "signature": ChecklistRule(
        _("Signature"), _("The issuer signs them. A seal does not replace the signature."), HANDBOOK, "3.2.3"
    ),
    "treaty": ChecklistRule(
        _("Treaty"),
        _("They name the treaty by its title. General full powers count once they are deposited with the depositary."),
        HANDBOOK,
        "3.2.3",
    ),
    "person": ChecklistRule(
        _("Representative"), _("They designate the person who represents the State."), VIENNA, "2 (1) (c)"
    ),
    "persons": ChecklistRule(
        _("Number of representatives"), _("Who signs alone is designated to sign alone."), VIENNA, "2 (1) (c)"
    ),
    "date": ChecklistRule(_("Date"), _("They bear the date on which they were signed."), HANDBOOK, "3.2.3"),
    "adoption": ChecklistRule(
        _("Date of adoption"),
        _("What is signed is the text as adopted and authenticated. A paper of an earlier date may mean another text."),
        VIENNA,
        "10",
    ),
    "place": ChecklistRule(_("Place"), _("They state the place at which they were signed."), HANDBOOK, "3.2.3"),
    "seal": ChecklistRule(_("Seal"), _("An official seal is usual but not required."), HANDBOOK, "3.2.3"),
    "language": ChecklistRule(
        _("Language"), _("A translation is asked for unless they are in English or French."), HANDBOOK, "3.2.3"
    ),
}
_BY_TITLE = _("Have it issued for this treaty, named by its full title.")
_COMPARED = _("The secretariat compares this with the paper, and writes to you if new full powers are needed.")
REASONS: dict[str, PowersReason] = {
    "party_cannot_sign": PowersReason(
        _("The treaty is not open for signature by this party."), _("No full powers are needed.")
    ),
    "left_delegation": PowersReason(
        _("The representative is no longer a member of the delegation."),
        _("Name the person who signs now. That person needs full powers in their own name."),
    ),
    "not_full_powers": PowersReason(
        _("The paper is credentials for the conference, and not full powers."),
        _("Send full powers that authorize the person to sign the treaty."),
    ),
    "only_negotiates": PowersReason(
        _("The paper authorizes negotiation alone, and not signature."),
        _("Send full powers that authorize the person to sign the treaty."),
    ),
    "issuer_unnamed": PowersReason(
        _("The paper does not say who issued it and in which office."),
        _("Have it issued with the name and the office of the issuer."),
    ),
    "issuer_office": PowersReason(
        _("The issuer holds an office that may not issue full powers."),
        _(
            "Have it issued by the Head of State, the Head of Government or the Minister for Foreign Affairs, or by whoever acts in one "
            "of these offices."
        ),
    ),
    "issuer_no_organ": PowersReason(
        _("The paper was not issued by an organ of the organization."),
        _("Have it issued by the organ that may authorize a signature under the rules of the organization."),
    ),
    "issuer_is_signatory": PowersReason(
        _("Issuer and representative are the same person."),
        _(
            "Whoever holds one of the three offices signs without full powers: write to the secretariat which office it is. Otherwise "
            "have the paper issued by somebody else who holds one."
        ),
    ),
    "issuer_resembles": PowersReason(
        _("The names of issuer and representative are alike. Make sure that they are two persons.")
    ),
    "unsigned": PowersReason(
        _("The issuer has not signed the paper."), _("Have it signed. A seal does not replace the signature.")
    ),
    "treaty_other": PowersReason(_("The paper names another treaty."), _BY_TITLE),
    "treaty_unnamed": PowersReason(_("The paper names no treaty."), _BY_TITLE),
    "general_not_deposited": PowersReason(
        _("These are general full powers that are not deposited with the depositary."),
        _("Deposit them with the depositary, or have full powers issued for this treaty."),
    ),
    "person_unnamed": PowersReason(
        _("The paper names no representative."), _("Have it issued with the full name of the person who signs.")
    ),
    "person_other": PowersReason(
        _("The paper names another person."),
        _("Have it issued in the name of the person who signs, or let the person sign whom it names."),
    ),
    "person_spelling": PowersReason(_("The paper spells the name of the representative differently.")),
    "person_longer": PowersReason(
        _("The paper and the registration do not give the representative the same number of names.")
    ),
    "persons_several": PowersReason(
        _("The paper names more than one person and does not say who may sign alone."),
        _("Have it issued in the name of the person who signs, or so that each of them may sign alone."),
    ),
    "persons_together": PowersReason(
        _("The paper authorizes several persons to sign only together."),
        _("Have it issued in the name of the person who signs, or so that each of them may sign alone."),
    ),
    "dated_before_adoption": PowersReason(
        _("The paper is older than the treaty, which was adopted later. Make sure that it means this treaty.")
    ),
    "undated": PowersReason(_("The paper bears no date."), _("Have it issued with the date on which it is signed.")),
    "dated_in_future": PowersReason(
        _("The date of the paper is in the future."),
        _("Correct the date if it was entered wrongly. Otherwise have the paper issued again."),
    ),
    "no_place": PowersReason(
        _("The paper does not state where it was signed."), _("Have it issued with the place of signature.")
    ),
    "unsealed": PowersReason(_("The paper bears no official seal.")),
    "untranslated": PowersReason(
        _("The paper is neither in English nor in French, and there is no translation."),
        _("Please add a translation to the scan."),
    ),
    "illegible": PowersReason(
        _("The scan cannot be read completely."), _("Scan the whole paper again, straight and in focus.")
    ),
    OTHER: PowersReason(_("Another reason")),
    "name_changed": PowersReason(_("The name of the representative was changed after the decision."), _COMPARED),
    "office_changed": PowersReason(
        _("The function or rank of the representative was changed after the decision."), _COMPARED
    ),
    "office_unconfirmed": PowersReason(
        _("The office follows from the protocol rank, and evidence of it is not recorded.")
    ),
    "original_missing": PowersReason(
        _("The original has not been shown yet."),
        _("Please show the original to the secretariat at the latest before the signature."),
    ),
}
# What an officer may tell a delegation as defects, in the order of the checklist.
DEFECTS = (
    *("not_full_powers", "only_negotiates", "issuer_unnamed", "issuer_office", "issuer_no_organ"),
    *("issuer_is_signatory", "unsigned", "treaty_other", "treaty_unnamed", "general_not_deposited"),
    *("person_unnamed", "person_other", "persons_several", "persons_together", "undated"),
    *("dated_in_future", "no_place", "illegible", OTHER),
)


def reasons_for(codes: Iterable[str]) -> list[PowersReason]:
    """Return the reasons with these codes, without unknown ones."""
    return [REASONS[code] for code in codes if code in REASONS]
