"""The site's addresses as the demo has them: `conference/urls.py` adds these only when it is read in the demo's mode."""

from django.urls import include, path

from conference.urls import urlpatterns as site

urlpatterns = [*site, path("demo/", include("conference.accounts.demo.urls"))]
