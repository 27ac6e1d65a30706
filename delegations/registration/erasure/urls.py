from django.urls import path

from delegations.registration.erasure import views_desk

urlpatterns = [path("desk/people/<uuid:public_id>/erase/", views_desk.erase, name="desk_erase")]
