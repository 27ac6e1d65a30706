from django.urls import path

from delegations.registration.late import views_desk, views_portal

urlpatterns = [
    path("portal/<slug:code>/late/", views_portal.requests, name="late"),
    path("portal/<slug:code>/late/<int:pk>/withdraw/", views_portal.withdraw_request, name="late_withdraw"),
    path("desk/delegations/<slug:code>/late/<int:pk>/", views_desk.decide_request, name="desk_late"),
]
