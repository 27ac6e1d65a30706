from django.urls import path

from schedule.receptions.receiving import views_desk

urlpatterns = [
    path("desk/receptions/<slug:code>/line/", views_desk.page, name="line"),
    path("desk/receptions/<slug:code>/line/minutes/", views_desk.minutes, name="line-minutes"),
    path("desk/receptions/<slug:code>/line/receiving-line.pdf", views_desk.paper, name="line-paper"),
    path("desk/receptions/<slug:code>/line/<uuid:public_id>/", views_desk.stand, name="line-stand"),
    path("desk/receptions/<slug:code>/line/<uuid:public_id>/said/", views_desk.note_pronunciation, name="line-said"),
]
