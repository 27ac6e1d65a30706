from django.urls import path

from schedule.receptions.outside_guests import views_desk

urlpatterns = [
    path("desk/receptions/outside-guests/", views_desk.outside_guests, name="outside-guests"),
    path("desk/receptions/outside-guests/new/", views_desk.new, name="outside-guest-new"),
    path("desk/receptions/outside-guests/import/", views_desk.import_list, name="outside-guest-import"),
    path("desk/receptions/outside-guests/<uuid:public_id>/", views_desk.edit, name="outside-guest"),
    path("desk/receptions/outside-guests/<uuid:public_id>/remove/", views_desk.remove, name="outside-guest-remove"),
]
