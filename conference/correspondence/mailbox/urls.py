from django.urls import path

from conference.correspondence.mailbox import views

app_name = "mailbox"
urlpatterns = [
    path("", views.list_letters, name="list"),
    path("<slug:name>/", views.letter, name="letter"),
    path("<slug:name>/html", views.letter_html, name="letter-html"),
]
