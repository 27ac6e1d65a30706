from django.urls import path

from delegations.registration.notes import views_desk, views_portal

urlpatterns = [
    path("portal/<slug:code>/notes/", views_portal.list_notes, name="notes"),
    path("portal/<slug:code>/notes/<int:pk>/", views_portal.note_file, name="note_file"),
    path("desk/delegations/<slug:code>/notes/<int:pk>/accept/", views_desk.accept_note, name="desk_accept_note"),
    path("desk/delegations/<slug:code>/notes/<int:pk>/undo/", views_desk.undo_acceptance, name="desk_note_undo"),
]
