from django.urls import path

from delegations.registration.duplicates import views_desk

urlpatterns = [
    path("desk/delegations/doubles/", views_desk.list_pairs, name="desk_doubles"),
    path("desk/delegations/doubles/<uuid:first>/<uuid:second>/", views_desk.pair, name="desk_double"),
    path("desk/delegations/doubles/<uuid:first>/<uuid:second>/apart/", views_desk.tell_apart, name="desk_double_apart"),
]
