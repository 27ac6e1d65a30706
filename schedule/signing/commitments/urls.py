from django.urls import path

from schedule.signing.commitments import views_desk

urlpatterns = [
    path("desk/commitments/", views_desk.listing, name="commitments"),
    path("desk/commitments/new/", views_desk.new, name="commitment_new"),
    path("desk/commitments/<uuid:public_id>/", views_desk.one, name="commitment"),
    path("desk/commitments/<uuid:public_id>/correct/", views_desk.correct, name="commitment_correct"),
    path("desk/commitments/<uuid:public_id>/follow-up/", views_desk.follow_up, name="commitment_follow_up"),
    path("desk/commitments/<uuid:public_id>/remove/", views_desk.remove, name="commitment_remove"),
]
