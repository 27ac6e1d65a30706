"""All URLs, joined from the apps' `urls.py`, which give whole paths."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from conference import api
from conference.accounts.sign_in import views_account, views_language
from conference.ops import health
from conference.web import pages

# Those with pages for everybody first: an address is compared with each pattern in turn, and these are asked most often.
APPS = [
    "schedule.programme.urls",
    "schedule.signing.urls",
    "schedule.results.urls",
    "schedule.receptions.urls",
    "schedule.bilaterals.urls",
    "schedule.calendar.urls",
    "delegations.registration.urls",
    "delegations.accreditation.urls",
    "delegations.credentials.urls",
    "delegations.gates.urls",
]

urlpatterns = [
    path("", pages.home, name="home"),
    path("me/", pages.home_for_me, name="home-for-me"),
    path("healthz", health.healthz, name="healthz"),
    path("language/", views_language.choose, name="set_language"),
    path("accounts/sessions/", views_account.list_sessions, name="account_sessions"),
    path("accounts/sessions/end/", views_account.end_session, name="account_end_sessions"),
    path("accounts/sessions/<uuid:public_id>/end/", views_account.end_session, name="account_end_session"),
    path("accounts/continue/", views_account.show_pending_form, name="account_continue"),
    path("accounts/", include("allauth.account.urls")),
    path("", include("conference.accounts.single_sign_on.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    *[path("", include(module)) for module in APPS],
    path("", include("conference.desk.urls")),
    path("", include("conference.accounts.staff.urls")),
    path("", include("conference.accounts.exports.urls")),
    path("", include("conference.correspondence.urls")),
    path("", include("conference.machines.urls")),
    # After the apps' own: devices at gates are answered by shorter ways below the same prefix.
    path("api/v1/", include(api.urls)),
    path("admin/", admin.site.urls),
]
handler400, handler500 = "conference.api.bad_request", "conference.api.server_error"
if settings.DEMO:
    urlpatterns.append(path("demo/", include("conference.accounts.demo.urls")))
