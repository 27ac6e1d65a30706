from django.urls import path

from schedule.bilaterals.meetings import views_desk, views_portal, views_public

urlpatterns = [
    path("bilateral/<str:secret>/", views_public.answer, name="link"),
    path("portal/<slug:code>/bilaterals/", views_portal.meetings, name="meetings"),
    path("portal/<slug:code>/bilaterals/ask/", views_portal.ask, name="ask"),
    path("portal/<slug:code>/bilaterals/ask/chosen/", views_portal.chosen, name="chosen"),
    path("portal/<slug:code>/bilaterals/<uuid:public_id>/", views_portal.meeting, name="meeting"),
    path("portal/<slug:code>/bilaterals/<uuid:public_id>/answer/", views_portal.answer, name="answer"),
    path("portal/<slug:code>/bilaterals/<uuid:public_id>/cancel/", views_portal.cancel, name="cancel"),
    path("portal/<slug:code>/bilaterals/<uuid:public_id>/principal/", views_portal.principal, name="principal"),
    path("portal/<slug:code>/bilaterals/<uuid:public_id>/keep/", views_portal.keep, name="keep"),
    path("desk/bilaterals/", views_desk.board, name="board"),
    path("desk/bilaterals/<day:day>/", views_desk.board, name="board-day"),
    path("desk/bilaterals/<uuid:public_id>/", views_desk.meeting, name="desk-meeting"),
    path("desk/bilaterals/<uuid:public_id>/actions/", views_desk.actions_of, name="actions"),
    path("desk/bilaterals/<uuid:public_id>/room/", views_desk.place, name="place"),
    path("desk/bilaterals/<uuid:public_id>/keep/", views_desk.keep, name="desk-keep"),
    path("desk/bilaterals/<uuid:public_id>/cancel/", views_desk.cancel, name="desk-cancel"),
]
