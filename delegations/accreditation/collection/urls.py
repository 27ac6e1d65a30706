from django.urls import path

from delegations.accreditation.collection import views_desk

urlpatterns = [
    path("desk/badges/counter/", views_desk.counter, name="counter"),
    path("desk/badges/hand-out/undo/", views_desk.undo_hand_out, name="undo_hand_out"),
    path("desk/badges/counter/<int:pk>/", views_desk.counter_hand_out, name="counter_hand_out"),
    path("desk/badges/delegations/<slug:code>/", views_desk.delegation, name="badges_of"),
    path("desk/badges/delegations/<slug:code>/hand-out/", views_desk.hand_out_delegation, name="hand_out_delegation"),
    path("desk/badges/receipts/<int:number>/", views_desk.receipt, name="receipt"),
    path("desk/badges/receipts/<int:number>/void/", views_desk.correct_receipt, name="receipt_void"),
    path("desk/badges/receipts/<int:number>/receipt.pdf", views_desk.receipt_file, name="receipt_file"),
    path("desk/badges/<int:pk>/hand-out/", views_desk.hand_out, name="hand_out"),
    path("desk/badges/<int:pk>/correct/", views_desk.correct_hand_out, name="correct_hand_out"),
]
