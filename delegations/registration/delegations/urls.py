from django.urls import path

from delegations.registration.delegations import views_portal

urlpatterns = [
    path("portal/", views_portal.choose, name="portal"),
    path("portal/<slug:code>/", views_portal.delegation, name="delegation"),
    path("portal/<slug:code>/order/", views_portal.order, name="order"),
    path("portal/<slug:code>/submit/", views_portal.submit, name="submit"),
]
