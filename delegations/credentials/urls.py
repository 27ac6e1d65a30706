from django.urls import path

from delegations.credentials.powers import views_desk, views_portal

app_name = "credentials"
urlpatterns = [
    path("portal/<slug:code>/full-powers/", views_portal.powers, name="own_powers"),
    path("portal/<slug:code>/full-powers/<uuid:public_id>/", views_portal.paper, name="own_paper"),
    path("portal/<slug:code>/full-powers/<uuid:public_id>/withdraw/", views_portal.withdraw, name="own_withdraw"),
    path("portal/<slug:code>/full-powers/<uuid:public_id>/scan/", views_portal.scan, name="own_scan"),
    path("desk/full-powers/", views_desk.powers_list, name="powers"),
    path("desk/full-powers/table/", views_desk.table, name="powers_table"),
    path("desk/full-powers/<uuid:public_id>/", views_desk.paper, name="paper"),
    path("desk/full-powers/<uuid:public_id>/scan/", views_desk.scan, name="paper_scan"),
    path("desk/full-powers/<uuid:public_id>/scan/page/", views_desk.scan_in_page, name="paper_in_page"),
]
