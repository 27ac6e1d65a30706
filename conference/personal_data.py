"""What the tables of the project's own apps and of its libraries hold about persons (conference.core.personal_data)."""

from typing import Any

from django.db.models import Q

from conference.accounts.models import User
from conference.core.personal_data import PersonKind, declare, person_kinds


def _find_accounts(text: str) -> Any:
    return User.objects.filter(name__icontains=text).values_list("pk", flat=True)[:500]


person_kinds.add(
    "account",
    PersonKind(
        "accounts.user",
        names=lambda user: [user.name],
        addresses=("email",),
        find=_find_accounts,
        retention="accounts",
        due=Q(grants__isnull=True, is_admin=False),
    ),
)

declare(
    "conference.conference",
    other="code name short_name treaty_name place venue starts_on ends_on zone_name contact_email contact_phone",
)
declare("conference.reference", other="stamp")
declare("conference.backup", other="kind")
declare("conference.installation", other="key identity state")
declare("retention.retentionperiod", other="kind")
declare("retention.privacynotice", other="legal_basis")
declare("desk.policyviolation", other="directive blocked page")
declare("conference.rank", other="code name")
declare("conference.zone", other="letter name")
declare("conference.category", other="letter code name band_colour text_colour days")
declare("audit.head", other="hash")
declare(
    "audit.personkey",
    other="person secret",
)
# Sealed under the person's key as they are written (audit/person_keys.py).
declare(
    "audit.auditentry",
    other="actor_label verb subject_type subject_id subject_label scope came_from went_to reason details digest hash",
)
declare("audit.accessloghead", other="hash")
# Reads name nobody: the person's row says who it is.
declare(
    "audit.accesslogentry",
    other="actor_label verb subject_type subject_id subject_label scope details digest hash",
)
declare("parties.party", other="code kind alpha2 alpha3 region regional_group flag zone_name language en_short en_sort")
declare("parties.partyname", other="language short article formal sorts_as sort search")
declare("parties.firstseat", other="way letter candidates seed reason")
# A message to a person goes; one to others about a person no longer names them.
declare(
    "correspondence.message",
    addresses="recipient",
    clear="recipient sealed",
    named="context text html subject_line recipient_name last_error",
    deleted=True,
    other="kind subject_type subject_id scope language message_id state",
)
declare(
    "correspondence.attempt",
    named="said",
    other="outcome",
)
declare(
    "accounts.user",
    person="account=",
    clear="name last_login",
    to={"email": lambda key: f"erased-{key}@invalid", "password": "!", "is_active": False},
    seals=False,
    other="language",
)
declare("accounts.rolegrant", other="role")
declare("accounts.rolerequest", other="role")  # of staff
declare("accounts.roleright", other="role right")
declare("accounts.loginfailures", other="key")
declare("accounts.exportrequest", other="state address path fields reason")  # of staff
declare(
    "accounts.browsersession",
    person="account=user",
    clear="session_data network user_agent",
    deleted=True,
    seals=False,
    other="session_key",
)
declare("machines.machine", other="name state scopes key_hash")
declare(
    "machines.keptanswer",
    clear="answer",
    deleted=True,
    every=True,
    other="key asked body_hash",
)
declare(
    "printing.revision",
    named="content before subject",
    other="document digest",
)
declare(
    "printing.paperjob",
    clear="file options",
    deleted=True,
    every=True,
    other="state problem document language",
)
declare(
    "treaties.treaty",
    other=(
        "code title short_title known_as adopted_on text_address depositary open_to authentic_languages "
        "notification_series offices accession reservations reservable entry_unit entry_not_before later_unit "
        "withdrawal_unit withdrawal_counted_from article_signature article_organizations article_ratification "
        "article_accession article_entry article_later article_withdrawal article_depositary "
        "article_reservations article_provisional"
    ),
)
declare("treaties.foreseenstatement", other="kind provision subject")
declare("treaties.treatygroup", other="name measure")
declare("treaties.signingplace", other="place first_day last_day zone_name")
declare(
    "admin.logentry",
    named="object_repr change_message",
    other="object_id",
)
declare("auth.permission", other="name codename")
declare("auth.group", other="name")
declare("contenttypes.contenttype", other="app_label model")
declare("sessions.session", other="session_key session_data")
declare(
    "account.emailaddress",
    person="account=user",
    clear="email",
    deleted=True,
)
declare("account.emailconfirmation", other="key")
declare("socialaccount.socialapp", other="provider provider_id name client_id secret key settings")
declare(
    "socialaccount.socialaccount",
    person="account=user",
    clear="provider uid extra_data",
    deleted=True,
    seals=False,
)
declare("socialaccount.socialtoken", other="token token_secret")  # none is kept
declare(
    "mfa.authenticator",
    person="account=user",
    clear="data",
    deleted=True,
    other="type",
)
