from django.urls import path

from delegations.accreditation.watchlist import views_desk

urlpatterns = [
    path("desk/watch/", views_desk.list_entries, name="watch_list"),
    path("desk/watch/new/", views_desk.create_entry, name="watch_new"),
    path("desk/watch/import/", views_desk.by_list, name="watch_import"),
    path("desk/watch/<int:pk>/", views_desk.watch_entry, name="watch_one"),
    path("desk/watch/<int:pk>/reason/", views_desk.reason, name="watch_reason"),
    path("desk/watch/<int:pk>/end/", views_desk.end_entry, name="watch_end"),
]
