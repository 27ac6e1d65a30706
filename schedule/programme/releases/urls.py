from django.urls import path

from schedule.programme.releases import views_desk

urlpatterns = [
    path("desk/programme/", views_desk.programme, name="desk"),
    path("desk/programme/<day:day>/", views_desk.programme, name="desk"),
    path("desk/programme/publish/", views_desk.publish, name="publish"),
    path("desk/programme/session/<slug:key>/remove/", views_desk.remove, name="remove"),
]
