from django.urls import path

from delegations.registration.equipment import views_desk, views_portal

urlpatterns = [
    path("portal/<slug:code>/members/<uuid:public_id>/equipment/", views_portal.edit, name="equipment"),
    path("portal/<slug:code>/members/<uuid:public_id>/equipment/<int:pk>/", views_portal.edit, name="equipment_one"),
    path(
        "portal/<slug:code>/members/<uuid:public_id>/equipment/<int:pk>/withdraw/",
        views_portal.withdraw_item,
        name="equipment_withdraw",
    ),
    path("desk/equipment/", views_desk.list_equipment, name="desk_equipment"),
    path("desk/equipment/<int:pk>/undo/", views_desk.undo_decision, name="desk_equipment_undo"),
    path("desk/equipment/<uuid:public_id>/", views_desk.bearer, name="desk_bearer"),
]
