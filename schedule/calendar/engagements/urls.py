from django.urls import path

from schedule.calendar.engagements import views_closures, views_desk, views_free_time

urlpatterns = [
    path("desk/calendar/", views_desk.day, name="day"),
    path("desk/calendar/find/", views_desk.find, name="find"),
    path("desk/calendar/free/", views_free_time.free_time, name="free"),
    path("desk/calendar/too-tight/", views_desk.tight, name="tight"),
    path("desk/calendar/persons/<uuid:public_id>/", views_desk.person, name="person"),
    path("desk/calendar/delegations/<slug:code>/", views_desk.delegation, name="delegation"),
    path("desk/calendar/closures/", views_closures.closures, name="closures"),
    path("desk/calendar/closures/new/", views_closures.closure_new, name="closure_new"),
    path("desk/calendar/closures/<int:pk>/reopen/", views_closures.reopen, name="reopen"),
    path("desk/calendar/rooms/<slug:code>/", views_desk.room, name="room"),
]
