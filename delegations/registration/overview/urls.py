from django.urls import path

from delegations.registration.overview import views_desk, views_people, views_portal, views_progress

urlpatterns = [
    path("portal/<slug:code>/history/", views_portal.history, name="history"),
    path("portal/<slug:code>/help/", views_portal.help_page, name="help"),
    path("desk/progress/", views_progress.page, name="desk_progress"),
    path("desk/people/<uuid:public_id>/", views_people.one, name="desk_person"),
    path("desk/delegations/", views_desk.listing, name="desk_list"),
    path("desk/delegations/<slug:code>/", views_desk.one, name="desk_one"),
]
