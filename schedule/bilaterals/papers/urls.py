from django.urls import path

from schedule.bilaterals.papers import views_desk

urlpatterns = [
    path("desk/bilaterals/by-room/", views_desk.by_room, name="by-room"),
    path("desk/bilaterals/by-room/<day:day>/", views_desk.by_room, name="by-room-day"),
    path("desk/bilaterals/<uuid:public_id>/card.pdf", views_desk.card, name="card"),
]
