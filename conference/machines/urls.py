from django.urls import path

from conference.machines import views_desk

app_name = "machines"
urlpatterns = [
    path("interface/", views_desk.docs, name="docs"),
    path("desk/machines/", views_desk.machines, name="list"),
    path("desk/machines/make/", views_desk.make, name="make"),
    path("desk/machines/<int:pk>/revoke/", views_desk.revoke, name="revoke"),
]
