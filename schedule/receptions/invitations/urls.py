from django.urls import path

from schedule.receptions.invitations import views_desk, views_portal, views_public

urlpatterns = [
    path("invited/<str:secret>/", views_public.answer, name="answer"),
    path("portal/<slug:code>/receptions/", views_portal.invitations, name="invitations"),
    path("portal/<slug:code>/receptions/<uuid:public_id>/", views_portal.invitation, name="invitation"),
    path("desk/receptions/", views_desk.receptions, name="receptions"),
    path("desk/receptions/<slug:code>/", views_desk.reception, name="reception"),
    path("desk/receptions/<slug:code>/<uuid:public_id>/substitute/", views_desk.substitute, name="substitute"),
    path("desk/receptions/<slug:code>/<uuid:public_id>/late/", views_desk.late, name="late"),
    path("desk/receptions/<slug:code>/<uuid:public_id>/answer/", views_desk.record_answer, name="record-answer"),
    path("desk/receptions/<slug:code>/<uuid:public_id>/anew/", views_desk.anew, name="anew"),
    path("desk/receptions/<slug:code>/<uuid:public_id>/undo/", views_desk.undo, name="undo"),
]
