from django.urls import path

from delegations.accreditation.review import views_bulk, views_desk, views_exemptions, views_holds, views_settings

PERSON = "desk/accreditation/<uuid:public_id>/"
urlpatterns = [
    path("desk/accreditation/", views_desk.queue, name="queue"),
    path(PERSON, views_desk.show_person, name="person"),
    path(f"{PERSON}vet/", views_desk.vet, name="vet"),
    path(f"{PERSON}accredit/", views_desk.accredit, name="accredit"),
    path(f"{PERSON}return/", views_desk.return_, name="return"),
    path(f"{PERSON}refuse/", views_desk.refuse_person, name="refuse"),
    path(f"{PERSON}refuse/ends/", views_desk.refusal_ends, name="refusal_ends"),
    path(f"{PERSON}reopen/", views_bulk.reopen, name="reopen"),
    path(f"{PERSON}restore/", views_bulk.restore, name="restore"),
    path(f"{PERSON}remark/", views_desk.remark, name="remark"),
    path(f"{PERSON}watch/", views_desk.watch, name="watch"),
    path(f"{PERSON}watch/<int:pk>/aside/", views_desk.aside, name="aside"),
    path("desk/accreditation/who-vets/", views_settings.who_vets, name="who_vets"),
    path("desk/accreditation/several/", views_bulk.preview_decisions, name="look"),
    path("desk/accreditation/several/do/", views_bulk.decide_many, name="do"),
    path("desk/accreditation/several/done/", views_bulk.show_decided, name="done"),
    path("desk/accreditation/undo/", views_bulk.undo_decisions, name="undo"),
    path(f"{PERSON}undo/", views_bulk.undo_person, name="undo_person"),
    path(f"{PERSON}document/", views_desk.document, name="document"),
    path(f"{PERSON}exemption/", views_exemptions.exemption, name="exemption"),
    path(f"{PERSON}exemption/exempt/", views_exemptions.exempt, name="exempt"),
    path(f"{PERSON}exemption/end/", views_exemptions.ask_for_photo, name="ask_for_photo"),
    path(f"{PERSON}hold/", views_holds.place_hold, name="hold"),
    path(f"{PERSON}hold/lift/", views_holds.lift, name="lift_hold"),
    path(f"{PERSON}photo/", views_desk.photo, name="photo"),
    path(f"{PERSON}photo/<int:copy>/", views_desk.former_photo, name="former_photo"),
]
