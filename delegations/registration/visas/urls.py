from django.urls import path

from delegations.registration.visas import views_desk, views_portal, views_public

urlpatterns = [
    path("portal/<slug:code>/visa/", views_portal.list_letters, name="visa_letters"),
    path("portal/<slug:code>/visa/<int:pk>/", views_portal.download, name="visa_letter"),
    path("visa/check/", views_public.check_letter, name="visa_check"),
    path("desk/visa/", views_desk.list_letters, name="desk_visa"),
    path("desk/visa/waiting/", views_desk.issue_waiting, name="desk_visa_waiting"),
    path("desk/visa/members/<uuid:public_id>/", views_desk.issue, name="desk_visa_issue"),
    path("desk/visa/<int:pk>/letter.pdf", views_desk.show_letter, name="desk_visa_paper"),
]
