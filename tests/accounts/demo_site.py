"""The demo's addresses, which `conference/urls.py` adds only in the demo's mode."""

from django.urls import include, path

from conference.urls import urlpatterns as site

urlpatterns = [*site, path("demo/", include("conference.accounts.demo.urls"))]
