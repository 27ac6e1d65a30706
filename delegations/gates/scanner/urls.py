from django.urls import path

from delegations.gates.scanner import views_public

urlpatterns = [
    path("gate/", views_public.show_scanner, name="scanner"),
    path("gate/sw.js", views_public.service_worker, name="scanner-sw"),
    path("gate/reader.js", views_public.reader, name="scanner-reader"),
    path("gate/manifest.webmanifest", views_public.manifest, name="scanner-manifest"),
]
