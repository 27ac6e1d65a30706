"""The demo's addresses, with its mailbox, which the tests' mode has not."""

from django.urls import include, path

from conference.urls import urlpatterns as site

urlpatterns = [*site, path("demo/mailbox/", include("conference.correspondence.mailbox.urls"))]
