from conference.web import converters  # noqa: F401  (the converter `day`)
from schedule.bilaterals.board.urls import urlpatterns as board
from schedule.bilaterals.meetings.urls import urlpatterns as meetings
from schedule.bilaterals.papers.urls import urlpatterns as papers
from schedule.bilaterals.planning.urls import urlpatterns as planning

app_name = "bilaterals"
urlpatterns = [
    *meetings,
    *board,
    *planning,
    *papers,
]
