from django.urls import path

from delegations.accreditation.badges import views_batches, views_desk

urlpatterns = [
    path("desk/badges/", views_desk.home, name="badges"),
    path("desk/badges/print/", views_batches.print_, name="print"),
    path("desk/badges/batches/<uuid:public_id>/", views_batches.batch, name="batch"),
    path("desk/badges/batches/<uuid:public_id>/badges.pdf", views_batches.batch_file, name="batch_file"),
    path("desk/badges/batches/<uuid:public_id>/rest/", views_batches.print_rest, name="print_rest"),
    path("desk/badges/batches/<uuid:public_id>/again/", views_batches.print_again, name="print_again"),
    path("desk/badges/<int:pk>/", views_desk.badge, name="badge"),
    path("desk/badges/<int:pk>/preview.pdf", views_desk.preview, name="preview"),
    path("desk/badges/<int:pk>/preview.png", views_desk.preview_picture, name="preview_picture"),
    path("desk/badges/samples/", views_desk.sample_list, name="samples"),
    path("desk/badges/samples/<str:letter>.png", views_desk.sample_picture, name="sample_picture"),
    path("desk/badges/<int:pk>/replace/", views_desk.replace, name="replace"),
]
