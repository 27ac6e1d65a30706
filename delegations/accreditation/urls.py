"""Addresses of this app."""

from django.urls import path

from delegations.accreditation import desk, desk_badges, desk_counter, desk_passes, desk_previews, portal

app_name = "accreditation"
PERSON = "desk/accreditation/<uuid:public_id>/"
urlpatterns = [
    path("desk/accreditation/", desk.queue, name="queue"),
    path(PERSON, desk.person, name="person"),
    path(f"{PERSON}vet/", desk.vet, name="vet"),
    path(f"{PERSON}accredit/", desk.accredit, name="accredit"),
    path(f"{PERSON}return/", desk.return_, name="return"),
    path(f"{PERSON}refuse/", desk.refuse, name="refuse"),
    path(f"{PERSON}document/", desk.document, name="document"),
    path(f"{PERSON}photo/", desk.photo, name="photo"),
    path(f"{PERSON}photo/<int:copy>/", desk.former_photo, name="former_photo"),
    path("desk/badges/", desk_badges.home, name="badges"),
    path("desk/badges/print/", desk_badges.print_, name="print"),
    path("desk/badges/batches/<uuid:public_id>/", desk_badges.batch, name="batch"),
    path("desk/badges/batches/<uuid:public_id>/badges.pdf", desk_badges.batch_file, name="batch_file"),
    path("desk/badges/batches/<uuid:public_id>/rest/", desk_badges.print_rest, name="print_rest"),
    path("desk/badges/counter/", desk_counter.counter, name="counter"),
    path("desk/badges/counter/<int:pk>/", desk_counter.counter_hand_out, name="counter_hand_out"),
    path("desk/badges/delegations/<slug:code>/", desk_counter.delegation, name="badges_of"),
    path("desk/badges/delegations/<slug:code>/hand-out/", desk_counter.hand_out_delegation, name="hand_out_delegation"),
    path("desk/passes/", desk_passes.passes, name="passes"),
    path("desk/passes/<int:pk>/end/", desk_passes.end_pass, name="end_pass"),
    path("desk/passes/<int:pk>/pass.pdf", desk_passes.pass_file, name="pass_file"),
    path("desk/passes/of/<slug:code>/", desk_passes.passes_of, name="passes_of"),
    path("desk/passes/of/<slug:code>/lend/", desk_passes.lend, name="lend"),
    path("desk/passes/of/<slug:code>/allow/", desk_passes.allow, name="allow"),
    path("portal/<slug:code>/passes/", portal.own_passes, name="own_passes"),
    path("desk/badges/receipts/<int:number>/", desk_counter.receipt, name="receipt"),
    path("desk/badges/receipts/<int:number>/receipt.pdf", desk_counter.receipt_file, name="receipt_file"),
    path("desk/badges/<int:pk>/", desk_badges.badge, name="badge"),
    path("desk/badges/<int:pk>/preview.pdf", desk_previews.preview, name="preview"),
    path("desk/badges/<int:pk>/preview.png", desk_previews.preview_picture, name="preview_picture"),
    path("desk/badges/samples/", desk_previews.sample_list, name="samples"),
    path("desk/badges/samples/<str:letter>.png", desk_previews.sample_picture, name="sample_picture"),
    path("desk/badges/<int:pk>/hand-out/", desk_counter.hand_out, name="hand_out"),
    path("desk/badges/<int:pk>/replace/", desk_badges.replace, name="replace"),
]
