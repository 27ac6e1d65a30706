from django.urls import path

from schedule.programme.sessions import views_desk, views_grid

urlpatterns = [
    path("desk/programme/new/", views_desk.create_session, name="new"),
    path("desk/programme/session/<slug:key>/", views_desk.edit_session, name="edit"),
    path("desk/programme/session/<slug:key>/move/", views_grid.move, name="move"),
    path("desk/programme/session/<slug:key>/document/<int:place>/", views_desk.document, name="document"),
]
