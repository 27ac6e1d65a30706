from django.urls import path

from delegations.registration.circulars import views_desk

urlpatterns = [
    path("desk/circulars/", views_desk.list_circulars, name="desk_circulars"),
    path("desk/circulars/new/", views_desk.write, name="desk_circular"),
    path("desk/circulars/new/html", views_desk.html, name="desk_circular_html"),
    path("desk/circulars/<int:pk>/", views_desk.show_circular, name="desk_circular_one"),
    path("desk/circulars/<int:pk>/call-off/", views_desk.call_off, name="desk_circular_call_off"),
]
