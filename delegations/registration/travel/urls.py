from django.urls import path

from delegations.registration.travel import views_desk, views_portal

urlpatterns = [
    path("portal/<slug:code>/travel/", views_portal.show_travel, name="travel"),
    path("desk/travel/", views_desk.list_travellers, name="desk_travel"),
    path("desk/travel/list.pdf", views_desk.print_travellers, name="desk_travel_paper"),
    path("desk/travel/list.xlsx", views_desk.workbook, name="desk_travel_workbook"),
]
