from django.urls import path

from schedule.signing.appointments import views_desk as appointments
from schedule.signing.appointments import views_portal
from schedule.signing.board import views_public as board
from schedule.signing.ceremony import views_desk as ceremony
from schedule.signing.commitments import views_desk as commitments
from schedule.signing.instruments import views_desk as instruments
from schedule.signing.notifications import views_desk as notifications
from schedule.signing.notifications import views_public as public_notifications
from schedule.signing.record import views_desk as record
from schedule.signing.reservations import views_desk as reservations
from schedule.signing.running_order import views_desk as running_order
from schedule.signing.status import views_public as status

SESSION = "desk/signing/sessions/<slug:code>"
INSTRUMENT = "desk/instruments/<uuid:public_id>"
COMMITMENT = "desk/commitments/<uuid:public_id>"
NOTIFICATION = "desk/notifications/<uuid:public_id>"

app_name = "signing"
urlpatterns = [
    path("portal/<slug:code>/signing/", views_portal.appointment, name="appointment"),
    path("desk/signing/", appointments.listing, name="desk"),
    path("desk/signing/<uuid:public_id>/", appointments.show_appointment, name="one"),
    path("desk/signing/<uuid:public_id>/review/", appointments.review, name="review"),
    path("desk/signing/<uuid:public_id>/coverage/", appointments.decide_coverage, name="coverage"),
    path("desk/signing/<uuid:public_id>/announced/", appointments.announce, name="announce"),
    path("desk/signing/sessions/new/", running_order.edit, name="session_new"),
    path(f"{SESSION}/edit/", running_order.edit, name="session_edit"),
    path(f"{SESSION}/", running_order.order, name="order"),
    path(f"{SESSION}/do/", running_order.perform_action, name="order_do"),
    path(f"{SESSION}/carry-over/", running_order.carry_over, name="carry_over"),
    path(f"{SESSION}/carry-over/undo/", running_order.undo_carry_over, name="carry_over_undo"),
    path(f"{SESSION}/record/", record.record, name="record"),
    path(f"{SESSION}/record/close/", record.close, name="record_close"),
    path(f"{SESSION}/record/rectify/", record.rectify, name="record_rectify"),
    path(f"{SESSION}/record/rectifications/<int:pk>/", record.decide, name="rectification_decide"),
    path("desk/signing/signatures.csv", record.signatures_csv, name="signatures_csv"),
    path(f"{SESSION}/record.csv", record.csv, name="record_csv"),
    path(f"{SESSION}/console/", ceremony.console, name="console"),
    path(f"{SESSION}/console/act/", ceremony.act, name="act"),
    path("board/", board.board, name="board"),
    path("board/now/", board.now, name="board_now"),
    path("desk/instruments/", instruments.listing, name="instruments"),
    path("desk/instruments/new/", instruments.new, name="instrument_new"),
    path("desk/instruments/what-if/", instruments.what_if, name="what_if"),
    path("desk/instruments/reminders/", instruments.plan_reminder, name="reminder_plan"),
    path("desk/instruments/reminders/<int:pk>/cancel/", instruments.cancel_reminder, name="reminder_cancel"),
    path(f"{INSTRUMENT}/", instruments.show_instrument, name="instrument"),
    path(f"{INSTRUMENT}/accept/", instruments.accept, name="instrument_accept"),
    path(f"{INSTRUMENT}/scan/", instruments.scan, name="instrument_scan"),
    path(f"{INSTRUMENT}/withdraw/", instruments.withdraw, name="instrument_withdraw"),
    path(f"{INSTRUMENT}/restore/", instruments.restore, name="instrument_restore"),
    path(f"{INSTRUMENT}/remove/", instruments.remove, name="instrument_remove"),
    path("desk/reservations/", reservations.listing, name="reservations"),
    path("desk/reservations/<uuid:public_id>/", reservations.show_statement, name="reservation"),
    path("desk/reservations/<uuid:public_id>/do/", reservations.act, name="reservation_act"),
    path("desk/objections/<uuid:public_id>/withdraw/", reservations.objection_withdraw, name="objection_withdraw"),
    path("desk/objections/<uuid:public_id>/remove/", reservations.objection_remove, name="objection_remove"),
    path("treaty/", status.treaty, name="treaty"),
    path("treaty/declarations/", status.declarations, name="declarations"),
    path("treaty/treaty.json", status.as_json, name="treaty_json"),
    path("treaty/treaty.csv", status.as_csv, name="treaty_csv"),
    path("treaty/treaty.ics", status.as_calendar, name="treaty_ics"),
    path("treaty/notifications/", public_notifications.listing, name="notifications_public"),
    path("treaty/notifications/<int:year>/<int:number>/", public_notifications.notification, name="notification"),
    path("treaty/notifications/<int:year>/<int:number>.pdf", public_notifications.pdf, name="notification_pdf"),
    path("desk/notifications/", notifications.listing, name="notifications"),
    path("desk/notifications/new/", notifications.draft, name="notification_new"),
    path(f"{NOTIFICATION}/", notifications.show_notification, name="notification_draft"),
    path(f"{NOTIFICATION}/wording/", notifications.reword, name="notification_reword"),
    path(f"{NOTIFICATION}/check/", notifications.check, name="notification_check"),
    path(f"{NOTIFICATION}/take-back/", notifications.take_back, name="notification_take_back"),
    path(f"{NOTIFICATION}/discard/", notifications.discard, name="notification_discard"),
    path("desk/commitments/", commitments.listing, name="commitments"),
    path("desk/commitments/new/", commitments.new, name="commitment_new"),
    path(f"{COMMITMENT}/", commitments.show_commitment, name="commitment"),
    path(f"{COMMITMENT}/correct/", commitments.correct, name="commitment_correct"),
    path(f"{COMMITMENT}/follow-up/", commitments.follow_up, name="commitment_follow_up"),
    path(f"{COMMITMENT}/remove/", commitments.remove, name="commitment_remove"),
]
