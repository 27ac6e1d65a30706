"""The site's addresses as the demo has them: with its mailbox. The tests' mode has none."""

from django.urls import include, path

from conference.urls import urlpatterns as site

urlpatterns = [*site, path("demo/mailbox/", include("conference.correspondence.mailbox.urls"))]
