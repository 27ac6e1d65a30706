"""Addresses of the lists of speakers; they belong to the app's name, `programme`."""

from django.urls import path

from schedule.programme.speaking import desk, podium, portal

urlpatterns = [
    path("portal/<slug:code>/speaking/", portal.lists, name="speaking"),
    path("portal/<slug:code>/speaking/<slug:key>/", portal.one, name="speaking_one"),
    path("portal/<slug:code>/speaking/<uuid:public_id>/withdraw/", portal.withdraw, name="speaking_withdraw"),
    path("portal/<slug:code>/speaking/<uuid:public_id>/exchange/", portal.swap, name="speaking_swap"),
    path("portal/<slug:code>/speaking/exchange/<uuid:public_id>/", portal.answer, name="speaking_answer"),
    path("desk/speakers/", desk.lists, name="speakers_lists"),
    path("desk/speakers/new/", desk.new, name="speakers_new"),
    path("desk/speakers/<slug:key>/", desk.speakers, name="speakers"),
    path("desk/speakers/<slug:key>/edit/", desk.edit, name="speakers_edit"),
    path("desk/speakers/<slug:key>/order/", desk.order, name="speakers_order"),
    path("desk/speakers/<slug:key>/step/", desk.step, name="speakers_step"),
    path("desk/speakers/<slug:key>/podium/", podium.podium, name="podium"),
    path("desk/speakers/<slug:key>/podium/do/", podium.do, name="podium_do"),
    path("desk/speakers/<slug:key>/<uuid:public_id>/", desk.one, name="speaker"),
    path("desk/speakers/<slug:key>/<uuid:public_id>/decide/", desk.decide, name="speaker_decide"),
    path("board/speakers/<slug:key>/", podium.board, name="speakers_board"),
]
