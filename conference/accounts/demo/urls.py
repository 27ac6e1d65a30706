from django.urls import include, path

from conference.accounts.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("leave/", views.leave, name="leave"),
    path("mailbox/", include("conference.correspondence.mailbox.urls")),
]
