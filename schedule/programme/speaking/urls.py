from django.urls import path

from schedule.programme.speaking import views_desk, views_podium, views_portal

urlpatterns = [
    path("portal/<slug:code>/speaking/", views_portal.lists, name="speaking"),
    path("portal/<slug:code>/speaking/<slug:key>/", views_portal.speaking_list, name="speaking_one"),
    path("portal/<slug:code>/speaking/<uuid:public_id>/withdraw/", views_portal.withdraw, name="speaking_withdraw"),
    path("portal/<slug:code>/speaking/<uuid:public_id>/exchange/", views_portal.swap, name="speaking_swap"),
    path("portal/<slug:code>/speaking/exchange/<uuid:public_id>/", views_portal.answer, name="speaking_answer"),
    path("portal/<slug:code>/speaking/<slug:key>/reply/", views_portal.ask_reply, name="reply_ask"),
    path("portal/<slug:code>/speaking/reply/<uuid:public_id>/", views_portal.withdraw_reply, name="reply_withdraw"),
    path("desk/speakers/", views_desk.lists, name="speakers_lists"),
    path("desk/speakers/new/", views_desk.new, name="speakers_new"),
    path("desk/speakers/<slug:key>/", views_desk.speakers, name="speakers"),
    path("desk/speakers/<slug:key>/edit/", views_desk.edit, name="speakers_edit"),
    path("desk/speakers/<slug:key>/order/", views_desk.order, name="speakers_order"),
    path("desk/speakers/<slug:key>/step/", views_desk.step, name="speakers_step"),
    path("desk/speakers/<slug:key>/podium/", views_podium.podium, name="podium"),
    path("desk/speakers/<slug:key>/podium/do/", views_podium.perform_step, name="podium_do"),
    path("desk/speakers/<slug:key>/<uuid:public_id>/", views_desk.inscription, name="speaker"),
    path("desk/speakers/<slug:key>/<uuid:public_id>/decide/", views_desk.decide, name="speaker_decide"),
    path("board/speakers/<slug:key>/", views_podium.board, name="speakers_board"),
    path("board/speakers/<slug:key>/clock/", views_podium.speakers_clock, name="speakers_clock"),
]
