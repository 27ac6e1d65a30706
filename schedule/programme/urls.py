from conference.web import converters  # noqa: F401  (the converter `day`)
from schedule.programme.applications.urls import urlpatterns as applications
from schedule.programme.releases.urls import urlpatterns as releases
from schedule.programme.sessions.urls import urlpatterns as sessions
from schedule.programme.site.urls import urlpatterns as site
from schedule.programme.speaking.urls import urlpatterns as speaking
from schedule.programme.statements.urls import urlpatterns as statements

app_name = "programme"
urlpatterns = [
    *site,
    *releases,
    *sessions,
    *speaking,
    *statements,
    *applications,
]
