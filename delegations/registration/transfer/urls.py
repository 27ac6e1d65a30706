from django.urls import path

from delegations.registration.transfer import views_desk, views_import, views_portal

urlpatterns = [
    path("portal/<slug:code>/import/", views_import.import_table, name="import"),
    path("portal/<slug:code>/import/template.csv", views_portal.template_csv, name="import_template"),
    path("portal/<slug:code>/import/template.xlsx", views_portal.template_xlsx, name="import_template_xlsx"),
    path("portal/<slug:code>/export.csv", views_portal.export_csv, name="export"),
    path("portal/<slug:code>/export.xlsx", views_portal.export_xlsx, name="export_xlsx"),
    path("desk/participants/", views_desk.print_participants, name="desk_participants"),
]
