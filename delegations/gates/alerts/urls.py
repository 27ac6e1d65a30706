from django.urls import path

from delegations.gates.alerts import views_desk

urlpatterns = [
    path("desk/gates/findings/", views_desk.list_alerts, name="findings"),
    path("desk/gates/findings/<int:pk>/settle/", views_desk.settle_alert, name="settle"),
]
