from django.urls import path

from schedule.receptions.arrivals import views_desk

urlpatterns = [
    path("desk/receptions/<slug:code>/door/", views_desk.entrance, name="door"),
    path("desk/receptions/<slug:code>/door/devices/", views_desk.devices, name="devices"),
    path("desk/receptions/<slug:code>/door/door-list.pdf", views_desk.paper, name="door-list"),
    path("desk/receptions/<slug:code>/after/", views_desk.after, name="after"),
    path("desk/receptions/<slug:code>/after/thanks/", views_desk.thank, name="thank"),
    path("desk/receptions/<slug:code>/after/thanks/undo/", views_desk.undo_thanks, name="undo_thanks"),
    path("desk/receptions/<slug:code>/door/release/", views_desk.release, name="release"),
    path("desk/receptions/<slug:code>/door/<uuid:public_id>/", views_desk.arrive, name="arrive"),
]
