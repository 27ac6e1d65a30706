from django.urls import path

from conference.correspondence import views_desk, views_restored

app_name = "correspondence"
urlpatterns = [
    path("desk/messages/", views_desk.list_messages, name="list"),
    path("desk/messages/again/", views_desk.again, name="again"),
    path("desk/messages/held/", views_desk.decide_held, name="held"),
    path("desk/restored/", views_restored.show, name="restored"),
    path("desk/restored/trial/", views_restored.declare_trial, name="trial"),
    path("desk/restored/replacement/", views_restored.declare_replacement, name="replacement"),
    path("desk/messages/<int:pk>/", views_desk.message, name="message"),
    path("desk/messages/<int:pk>/html", views_desk.message_html, name="message-html"),
    path("desk/messages/<int:pk>/cancel/", views_desk.cancel, name="cancel"),
    path("desk/messages/previews/", views_desk.previews, name="previews"),
    path("desk/messages/previews/<str:kind>/", views_desk.preview, name="preview"),
    path("desk/messages/previews/<str:kind>/html", views_desk.preview_html, name="preview-html"),
]
