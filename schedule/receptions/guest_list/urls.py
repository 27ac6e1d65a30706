from django.urls import path

from schedule.receptions.guest_list import views_desk

urlpatterns = [
    path("desk/receptions/<slug:code>/wave/", views_desk.wave, name="wave"),
    path("desk/receptions/<slug:code>/wave/undo/", views_desk.undo_invitations, name="undo-invitations"),
    path("desk/receptions/<slug:code>/remind/", views_desk.remind, name="remind"),
    path("desk/receptions/<slug:code>/remind/undo/", views_desk.undo_reminders, name="undo_reminders"),
]
