from django.urls import path

from schedule.bilaterals.planning import views_desk

urlpatterns = [
    path("desk/bilaterals/planner/", views_desk.planner, name="planner"),
    path("desk/bilaterals/planner/run/", views_desk.run, name="planner-run"),
    path("desk/bilaterals/planner/stop/", views_desk.stop, name="planner-stop"),
    path("desk/bilaterals/planner/apply/", views_desk.apply, name="planner-apply"),
]
