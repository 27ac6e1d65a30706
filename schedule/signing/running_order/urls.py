from django.urls import path

from schedule.signing.running_order import views_desk

urlpatterns = [
    path("desk/signing/sessions/new/", views_desk.new, name="session_new"),
    path("desk/signing/sessions/<slug:code>/edit/", views_desk.edit, name="session_edit"),
    path("desk/signing/sessions/<slug:code>/", views_desk.order, name="order"),
    path("desk/signing/sessions/<slug:code>/do/", views_desk.do, name="order_do"),
]
