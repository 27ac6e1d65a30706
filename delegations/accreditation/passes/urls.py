from django.urls import path

from delegations.accreditation.passes import views_desk, views_portal

urlpatterns = [
    path("desk/passes/", views_desk.passes, name="passes"),
    path("desk/passes/<int:pk>/end/", views_desk.end_pass, name="end_pass"),
    path("desk/passes/<int:pk>/pass.pdf", views_desk.pass_file, name="pass_file"),
    path("desk/passes/<int:pk>/slip.pdf", views_desk.pass_slip, name="pass_slip"),
    path("desk/passes/requests/<int:pk>/grant/", views_desk.grant, name="pass_grant"),
    path("desk/passes/requests/<int:pk>/decline/", views_desk.decline, name="pass_decline"),
    path("desk/passes/requests/<int:pk>/undo/", views_desk.undo_decision, name="pass_undo"),
    path("desk/passes/of/<slug:code>/", views_desk.passes_of, name="passes_of"),
    path("desk/passes/of/<slug:code>/lend/", views_desk.lend, name="lend"),
    path("desk/passes/of/<slug:code>/allow/", views_desk.allow, name="allow"),
    path("portal/<slug:code>/passes/", views_portal.own_passes, name="own_passes"),
    path("portal/<slug:code>/passes/<int:pk>/withdraw/", views_portal.withdraw_request, name="own_pass_withdraw"),
]
