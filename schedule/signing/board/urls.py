from django.urls import path

from schedule.signing.board import views_public

urlpatterns = [
    path("board/", views_public.board, name="board"),
    path("board/now/", views_public.now, name="board_now"),
]
