from schedule.results.reports.urls import urlpatterns as reports

app_name = "results"
urlpatterns = [*reports]
