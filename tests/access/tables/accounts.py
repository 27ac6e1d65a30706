"""Addresses of accounts and signing in, most of them allauth's; a part of table.py."""

from __future__ import annotations

from tests.access.rules import Rule, entrance, owner, public, signed_in, without_provider

SAML = ("acs", "finish_acs", "metadata", "sls")

ACCOUNTS: dict[str, Rule] = {
    "account_login": entrance(),
    "account_logout": entrance(),
    "account_inactive": public(ours=False),
    "account_signup": entrance(),
    "account_confirm_login_code": entrance(),
    "account_reset_password": public(ours=False),
    "account_reset_password_done": public(ours=False),
    "account_reset_password_from_key": public(ours=False, uidb36="reset_uid", key="reset_key"),
    "account_reset_password_from_key_done": public(ours=False),
    "account_email_verification_sent": public(ours=False),
    "account_confirm_email": entrance(key="confirmation_key"),
    "account_email": signed_in(),
    "account_change_password": signed_in(),
    "account_sessions": signed_in(),
    "account_continue": signed_in(),
    "account_end_sessions": signed_in(),
    "account_end_session": signed_in(public_id="own_session"),
    "account_set_password": signed_in(),
    "account_reauthenticate": signed_in(),
    "sign_on": without_provider(kind="provider_kind"),
    "confirm_by_provider": without_provider(signed_in=True, kind="provider_kind"),
    "openid_connect_callback": without_provider(),
    **{f"saml_{name}": without_provider(organization_slug="provider_slug") for name in SAML},
    "mfa_authenticate": entrance(),
    "mfa_login_webauthn": entrance(),
    "mfa_index": signed_in(),
    "mfa_reauthenticate": signed_in(),
    "mfa_reauthenticate_webauthn": signed_in(),
    "mfa_activate_totp": signed_in(),
    "mfa_deactivate_totp": signed_in(lacking=True),
    "mfa_view_recovery_codes": signed_in(lacking=True),
    "mfa_generate_recovery_codes": signed_in(lacking=True),
    "mfa_download_recovery_codes": signed_in(lacking=True),
    "mfa_list_webauthn": signed_in(),
    "mfa_add_webauthn": signed_in(),
    "mfa_edit_webauthn": owner(pk="own_key"),
    "mfa_remove_webauthn": owner(pk="own_key"),
}
