"""The house's addresses as the demo has them: with its mailbox. The tests' mode has none."""

from django.urls import include, path

from conference.urls import urlpatterns as house

urlpatterns = [*house, path("demo/mailbox/", include("conference.correspondence.mailbox.urls"))]
