from django.urls import path

from delegations.registration.focal_points import views_access_requests, views_desk, views_portal, views_public

urlpatterns = [
    path("invitation/ask/", views_public.ask, name="access_ask"),
    path("invitation/ask/thanks/", views_public.show_thanks, name="access_asked"),
    path("invitation/<str:secret>/", views_public.take_up, name="invitation"),
    path("portal/<slug:code>/people/", views_portal.people, name="people"),
    path("portal/<slug:code>/people/<int:pk>/withdraw/", views_portal.withdraw_focal_point, name="people_withdraw"),
    path(
        "portal/<slug:code>/people/invitations/<int:pk>/withdraw/",
        views_portal.withdraw_invitation,
        name="people_withdraw_invitation",
    ),
    path("desk/delegations/invite/", views_desk.invite, name="desk_invite"),
    path("desk/delegations/invite/list/", views_desk.invite_by_list, name="desk_invite_list"),
    path("desk/delegations/requests/", views_access_requests.list_requests, name="desk_access"),
    path("desk/delegations/requests/<int:pk>/", views_access_requests.show_request, name="desk_access_one"),
    path("desk/delegations/requests/<int:pk>/grant/", views_access_requests.grant, name="desk_access_grant"),
    path("desk/delegations/requests/<int:pk>/decline/", views_access_requests.decline, name="desk_access_decline"),
    path("desk/delegations/requests/<int:pk>/undo/", views_access_requests.undo, name="desk_access_undo"),
    path("desk/delegations/<slug:code>/people/", views_desk.people, name="desk_people"),
    path(
        "desk/delegations/<slug:code>/people/<int:pk>/withdraw/",
        views_desk.withdraw_focal_point,
        name="desk_people_withdraw",
    ),
    path(
        "desk/delegations/<slug:code>/people/<int:pk>/second-factor/",
        views_desk.reset_factor,
        name="desk_people_reset_factor",
    ),
    path(
        "desk/delegations/<slug:code>/people/<int:pk>/sessions/end/",
        views_desk.end_sessions,
        name="desk_people_end_sessions",
    ),
    path("desk/delegations/<slug:code>/invite/", views_desk.invite, name="desk_invite_one"),
    path(
        "desk/delegations/<slug:code>/invitations/<int:pk>/withdraw/",
        views_desk.withdraw_invitation,
        name="desk_withdraw_invitation",
    ),
]
