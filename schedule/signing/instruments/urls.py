from django.urls import path

from schedule.signing.instruments import views_desk

urlpatterns = [
    path("desk/instruments/", views_desk.listing, name="instruments"),
    path("desk/instruments/new/", views_desk.new, name="instrument_new"),
    path("desk/instruments/what-if/", views_desk.what_if, name="what_if"),
    path("desk/instruments/reminders/", views_desk.plan_reminder, name="reminder_plan"),
    path("desk/instruments/reminders/<int:pk>/cancel/", views_desk.cancel_reminder, name="reminder_cancel"),
    path("desk/instruments/<uuid:public_id>/", views_desk.one, name="instrument"),
    path("desk/instruments/<uuid:public_id>/withdraw/", views_desk.withdraw, name="instrument_withdraw"),
    path("desk/instruments/<uuid:public_id>/restore/", views_desk.restore, name="instrument_restore"),
    path("desk/instruments/<uuid:public_id>/remove/", views_desk.remove, name="instrument_remove"),
]
