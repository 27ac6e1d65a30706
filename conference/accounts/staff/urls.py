from django.urls import path

from conference.accounts.staff import views_desk

app_name = "staff"
urlpatterns = [
    path("desk/staff/", views_desk.list_staff, name="list"),
    path("desk/staff/new/", views_desk.create_account, name="new"),
    path("desk/staff/<int:pk>/", views_desk.account, name="one"),
    path("desk/staff/<int:pk>/second-factor/", views_desk.reset_factor, name="reset_factor"),
    path("desk/staff/<int:pk>/connect/", views_desk.allow_connecting, name="allow_connecting"),
    path("desk/staff/<int:pk>/sessions/end/", views_desk.end_sessions, name="end_sessions"),
]
