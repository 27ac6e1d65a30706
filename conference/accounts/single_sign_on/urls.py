from django.urls import path

from conference.accounts.single_sign_on import views

urlpatterns = [
    path("accounts/provider/<slug:kind>/", views.sign_on, name="sign_on"),
    path("accounts/provider/<slug:kind>/confirm/", views.confirm, name="confirm_by_provider"),
    path("accounts/oidc/callback/", views.receive_code, name="openid_connect_callback"),
    # allauth's names, for what it writes in requests and metadata.
    path("accounts/saml/<slug:organization_slug>/acs/", views.receive_assertion, name="saml_acs"),
    path("accounts/saml/<slug:organization_slug>/acs/finish/", views.finish_assertion, name="saml_finish_acs"),
    path("accounts/saml/<slug:organization_slug>/metadata/", views.show_metadata, name="saml_metadata"),
    path("accounts/saml/<slug:organization_slug>/sls/", views.sign_out, name="saml_sls"),
]
