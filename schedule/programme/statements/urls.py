from django.urls import path

from schedule.programme.statements import views_desk, views_portal

OWN, DESK = "portal/<slug:code>/speaking/<uuid:public_id>/text/", "desk/speakers/<slug:key>/texts/"
urlpatterns = [
    path(OWN, views_portal.hand_in, name="statement_hand_in"),
    path(f"{OWN}file/", views_portal.text_file, name="statement_file"),
    path(f"{OWN}take-back/", views_portal.take_back, name="statement_take_back"),
    path(f"{OWN}undo/", views_portal.undo, name="statement_undo"),
    path(DESK, views_desk.texts, name="statements"),
    path(f"{DESK}<uuid:public_id>/", views_desk.text_file, name="statements_file"),
    path(f"{DESK}<slug:session>.zip", views_desk.session_texts, name="statements_zip"),
]
