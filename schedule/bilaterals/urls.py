from conference.web import converters  # noqa: F401  (the converter `day`)
from schedule.bilaterals.meetings.urls import urlpatterns as meetings

app_name = "bilaterals"
urlpatterns = [
    *meetings,
]
