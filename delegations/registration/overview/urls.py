from django.urls import path

from delegations.registration.overview import views_desk, views_portal

urlpatterns = [
    path("portal/", views_portal.choose, name="portal"),
    path("portal/<slug:code>/", views_portal.delegation, name="delegation"),
    path("portal/<slug:code>/order/", views_portal.show_order, name="order"),
    path("portal/<slug:code>/history/", views_portal.history, name="history"),
    path("portal/<slug:code>/help/", views_portal.help_page, name="help"),
    path("desk/progress/", views_desk.progress, name="desk_progress"),
    path("desk/people/<uuid:public_id>/", views_desk.show_member, name="desk_person"),
    path("desk/delegations/", views_desk.list_delegations, name="desk_list"),
    path("desk/delegations/<slug:code>/", views_desk.delegation, name="desk_one"),
]
