from django.urls import path

from schedule.bilaterals.board import views_desk

urlpatterns = [
    path("desk/bilaterals/who-meets-whom/", views_desk.matrix, name="matrix"),
    path("desk/bilaterals/walk-in/", views_desk.walk_in, name="walk-in"),
    path("desk/bilaterals/delegations/<slug:code>/", views_desk.delegation, name="desk-delegation"),
    path("desk/bilaterals/<uuid:public_id>/bump/", views_desk.bump, name="bump"),
    path("desk/bilaterals/<uuid:public_id>/swap/", views_desk.swap, name="swap"),
    path("desk/bilaterals/<uuid:public_id>/room/undo/", views_desk.undo_room, name="undo-room"),
    path("desk/bilaterals/<uuid:public_id>/move/", views_desk.move, name="move"),
    path("desk/bilaterals/<uuid:public_id>/reconfirm/", views_desk.reconfirm, name="reconfirm"),
    path("desk/bilaterals/<uuid:public_id>/outcome/", views_desk.outcome, name="outcome"),
    path("desk/bilaterals/<uuid:public_id>/interpreter/", views_desk.interpreter, name="interpreter"),
]
