from django.urls import path

from schedule.calendar.interpreters import views_desk

urlpatterns = [
    path("desk/calendar/interpreters/", views_desk.interpreters, name="interpreters"),
    path("desk/calendar/interpreters/new/", views_desk.interpreter_new, name="interpreter_new"),
    path("desk/calendar/interpreters/<int:pk>/", views_desk.interpreter_edit, name="interpreter_edit"),
    path("desk/calendar/interpreters/<int:pk>/remove/", views_desk.interpreter_remove, name="interpreter_remove"),
]
