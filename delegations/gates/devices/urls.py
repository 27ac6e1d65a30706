from django.urls import path

from delegations.gates.devices import views_desk

urlpatterns = [
    path("desk/gates/devices/", views_desk.devices, name="devices"),
    path("desk/gates/devices/invite/", views_desk.invite, name="invite"),
    path("desk/gates/devices/allow/", views_desk.allow, name="allow"),
    path("desk/gates/devices/minutes/", views_desk.minutes, name="minutes"),
    path("desk/gates/devices/<int:pk>/code/", views_desk.new_code, name="new_code"),
    path("desk/gates/devices/<int:pk>/revoke/", views_desk.revoke, name="revoke"),
]
