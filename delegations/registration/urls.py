"""Addresses of this app."""

from django.urls import path

from delegations.registration import (
    desk,
    desk_doubles,
    desk_late,
    desk_people,
    portal,
    portal_history,
    portal_late,
    portal_members,
    portal_papers,
    portal_people,
    public,
)

app_name = "registration"
urlpatterns = [
    path("invitation/<str:secret>/", public.invitation, name="invitation"),
    path("portal/", portal.choose, name="portal"),
    path("portal/<slug:code>/", portal.delegation, name="delegation"),
    path("portal/<slug:code>/order/", portal.order, name="order"),
    path("portal/<slug:code>/submit/", portal.submit, name="submit"),
    path("portal/<slug:code>/history/", portal_history.history, name="history"),
    path("portal/<slug:code>/late/", portal_late.requests, name="late"),
    path("portal/<slug:code>/late/<int:pk>/withdraw/", portal_late.withdraw, name="late_withdraw"),
    path("portal/<slug:code>/members/new/", portal_members.new, name="member_new"),
    path("portal/<slug:code>/members/<uuid:public_id>/", portal_members.member, name="member"),
    path("portal/<slug:code>/members/<uuid:public_id>/photo/", portal_members.photo, name="photo"),
    path("portal/<slug:code>/members/<uuid:public_id>/withdraw/", portal_members.withdraw, name="withdraw"),
    path("portal/<slug:code>/members/<uuid:public_id>/replace/", portal_members.replace, name="replace"),
    path("portal/<slug:code>/photos/<uuid:key>/", portal_members.photo_draft, name="photo_draft"),
    path("portal/<slug:code>/import/", portal_papers.import_table, name="import"),
    path("portal/<slug:code>/import/template.csv", portal_papers.import_template, name="import_template"),
    path("portal/<slug:code>/notes/", portal_papers.notes, name="notes"),
    path("portal/<slug:code>/notes/<int:pk>/", portal_papers.note_file, name="note_file"),
    path("portal/<slug:code>/people/", portal_people.people, name="people"),
    path("portal/<slug:code>/people/<int:pk>/withdraw/", portal_people.withdraw, name="people_withdraw"),
    path(
        "portal/<slug:code>/people/invitations/<int:pk>/withdraw/",
        portal_people.withdraw_invitation,
        name="people_withdraw_invitation",
    ),
    path("desk/delegations/", desk.listing, name="desk_list"),
    path("desk/delegations/invite/", desk.invite_party, name="desk_invite"),
    path("desk/delegations/doubles/", desk_doubles.listing, name="desk_doubles"),
    path("desk/delegations/doubles/<uuid:one>/<uuid:other>/", desk_doubles.pair, name="desk_double"),
    path("desk/delegations/doubles/<uuid:one>/<uuid:other>/apart/", desk_doubles.apart, name="desk_double_apart"),
    path("desk/delegations/<slug:code>/", desk.one, name="desk_one"),
    path("desk/delegations/<slug:code>/people/", desk_people.people, name="desk_people"),
    path("desk/delegations/<slug:code>/people/<int:pk>/withdraw/", desk_people.withdraw, name="desk_people_withdraw"),
    path("desk/delegations/<slug:code>/invite/", desk.invite, name="desk_invite_one"),
    path(
        "desk/delegations/<slug:code>/invitations/<int:pk>/withdraw/",
        desk.withdraw_invitation,
        name="desk_withdraw_invitation",
    ),
    path("desk/delegations/<slug:code>/late/<int:pk>/", desk_late.decide, name="desk_late"),
    path("desk/delegations/<slug:code>/notes/<int:pk>/accept/", desk.accept_note, name="desk_accept_note"),
]
