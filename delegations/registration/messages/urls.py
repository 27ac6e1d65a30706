from django.urls import path

from delegations.registration.messages import views_portal

urlpatterns = [
    path("portal/<slug:code>/messages/", views_portal.list_messages, name="messages"),
    path("portal/<slug:code>/messages/<int:pk>/", views_portal.message, name="message"),
]
