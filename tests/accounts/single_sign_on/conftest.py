from __future__ import annotations

import pytest

from conference import environment_sso
from tests.accounts.single_sign_on.oidc_provider import OidcProvider, run_provider
from tests.accounts.single_sign_on.saml_provider import METADATA, SamlProvider, browser


@pytest.fixture(scope="session")
def running_oidc():
    with run_provider() as provider:
        yield provider


@pytest.fixture(scope="session")
def running_saml(tmp_path_factory):
    return SamlProvider(tmp_path_factory.mktemp("saml"))


@pytest.fixture
def set_up(settings):
    """Return a function that sets the site up by what its environment says."""

    def apply(values: dict[str, str]) -> None:
        problems: list[str] = []
        sso = environment_sso.read(values, problems)
        assert problems == []
        settings.SOCIALACCOUNT_PROVIDERS = sso.providers()
        settings.SSO_GROUPS, settings.SSO_SECOND_FACTORS = sso.groups, sso.second_factors
        settings.ALLOWED_HOSTS = ["testserver", "conference.example"]
        settings.STAFF_SIGN_IN = sso.values["STAFF_SIGN_IN"]

    return apply


@pytest.fixture
def oidc(running_oidc: OidcProvider, set_up, world) -> OidcProvider:
    running_oidc.change = None
    running_oidc.tokens.clear()
    running_oidc.issued.clear()
    set_up(running_oidc.environment())
    return running_oidc


@pytest.fixture
def saml(running_saml: SamlProvider, set_up, world) -> SamlProvider:
    set_up(running_saml.environment())
    running_saml.learn(browser().get(METADATA).content.decode())
    return running_saml


@pytest.fixture
def client():
    return browser()


@pytest.fixture
def client_two():
    return browser()
