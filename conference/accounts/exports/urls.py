from django.urls import path

from conference.accounts.exports import views_desk

app_name = "exports"
urlpatterns = [
    path("desk/exports/", views_desk.list_exports, name="list"),
    path("desk/exports/ask/", views_desk.ask, name="ask"),
    path("desk/exports/<uuid:public_id>/decide/", views_desk.decide, name="decide"),
]
