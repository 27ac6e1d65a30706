from django.urls import path

from schedule.programme.releases import views_desk, views_import, views_publish

urlpatterns = [
    path("desk/programme/", views_desk.programme, name="desk"),
    path("desk/programme/import/", views_import.import_file, name="import"),
    path("desk/programme/<day:day>/", views_desk.programme, name="desk"),
    path("desk/programme/publish/", views_publish.publish, name="publish"),
    path("desk/programme/publish/mail/", views_publish.mail, name="publish_mail"),
    path("desk/programme/publish/<int:number>/undo/", views_publish.undo_publishing, name="undo_publishing"),
    path("desk/programme/session/<slug:key>/remove/", views_desk.remove, name="remove"),
]
