from django.urls import path

from conference.web import converters  # noqa: F401  (the converter `day`)
from schedule.bilaterals.board import views_desk as board_desk
from schedule.bilaterals.meetings import views_desk as meetings_desk
from schedule.bilaterals.meetings import views_portal as meetings_portal
from schedule.bilaterals.meetings import views_public as meetings_public
from schedule.bilaterals.papers import views_desk as papers_desk
from schedule.bilaterals.planning import views_desk as planning_desk

app_name = "bilaterals"
urlpatterns = [
    path("bilateral/<str:secret>/", meetings_public.answer, name="link"),
    path("portal/<slug:code>/bilaterals/", meetings_portal.meetings, name="meetings"),
    path("portal/<slug:code>/bilaterals/ask/", meetings_portal.ask_for_meeting, name="ask"),
    path("portal/<slug:code>/bilaterals/ask/chosen/", meetings_portal.chosen, name="chosen"),
    path("portal/<slug:code>/bilaterals/<uuid:public_id>/", meetings_portal.meeting, name="meeting"),
    path("portal/<slug:code>/bilaterals/<uuid:public_id>/answer/", meetings_portal.answer, name="answer"),
    path("portal/<slug:code>/bilaterals/<uuid:public_id>/undo/", meetings_portal.undo_step, name="undo-step"),
    path("portal/<slug:code>/bilaterals/<uuid:public_id>/cancel/", meetings_portal.cancel, name="cancel"),
    path("portal/<slug:code>/bilaterals/<uuid:public_id>/principal/", meetings_portal.principal, name="principal"),
    path("portal/<slug:code>/bilaterals/<uuid:public_id>/keep/", meetings_portal.keep_meeting, name="keep"),
    path("desk/bilaterals/", meetings_desk.board, name="board"),
    path("desk/bilaterals/<day:day>/", meetings_desk.board, name="board-day"),
    path("desk/bilaterals/<uuid:public_id>/", meetings_desk.meeting, name="desk-meeting"),
    path("desk/bilaterals/<uuid:public_id>/actions/", meetings_desk.actions_of, name="actions"),
    path("desk/bilaterals/<uuid:public_id>/room/", meetings_desk.place, name="place"),
    path("desk/bilaterals/<uuid:public_id>/keep/", meetings_desk.keep_meeting, name="desk-keep"),
    path("desk/bilaterals/<uuid:public_id>/cancel/", meetings_desk.cancel, name="desk-cancel"),
    path("desk/bilaterals/who-meets-whom/", board_desk.matrix, name="matrix"),
    path("desk/bilaterals/walk-in/", board_desk.walk_in, name="walk-in"),
    path("desk/bilaterals/delegations/<slug:code>/", board_desk.delegation, name="desk-delegation"),
    path("desk/bilaterals/<uuid:public_id>/bump/", board_desk.bump, name="bump"),
    path("desk/bilaterals/<uuid:public_id>/swap/", board_desk.swap, name="swap"),
    path("desk/bilaterals/<uuid:public_id>/room/undo/", board_desk.undo_room, name="undo-room"),
    path("desk/bilaterals/<uuid:public_id>/move/", board_desk.move, name="move"),
    path("desk/bilaterals/<uuid:public_id>/move/undo/", board_desk.undo_move, name="undo-move"),
    path("desk/bilaterals/<uuid:public_id>/reconfirm/", board_desk.reconfirm, name="reconfirm"),
    path("desk/bilaterals/<uuid:public_id>/outcome/", board_desk.outcome, name="outcome"),
    path("desk/bilaterals/<uuid:public_id>/interpreter/", board_desk.interpreter, name="interpreter"),
    path("desk/bilaterals/planner/", planning_desk.planner, name="planner"),
    path("desk/bilaterals/planner/run/", planning_desk.run, name="planner-run"),
    path("desk/bilaterals/planner/stop/", planning_desk.stop, name="planner-stop"),
    path("desk/bilaterals/planner/apply/", planning_desk.apply, name="planner-apply"),
    path("desk/bilaterals/planner/undo/", planning_desk.undo_sent, name="planner-undo"),
    path("desk/bilaterals/<uuid:public_id>/planner-release/", planning_desk.release, name="planner-release"),
    path("desk/bilaterals/by-room/", papers_desk.by_room, name="by-room"),
    path("desk/bilaterals/by-room/<day:day>/", papers_desk.by_room, name="by-room-day"),
    path("desk/bilaterals/<uuid:public_id>/card.pdf", papers_desk.card, name="card"),
]
