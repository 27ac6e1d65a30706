from conference.models import current_conference, today
from schedule.results.figures.collecting import Data, collect_figures
from schedule.results.models import Report


def latest() -> Report | None:
    """Return the latest report; None while the results are not closed. One query."""
    return Report.objects.select_related("closed_by").first()


def current() -> tuple[Report | None, Data]:
    """Return the closed results with their report, else the results now."""
    report = latest()
    return report, report.data if report else collect_figures()


def unsettled(data: Data) -> int:
    """Return how many sessions of the programme have not ended: they would be missing in a report closed now."""
    return sum(not session["held"] for session in data["sessions"])


def are_public() -> bool:
    """Return whether everybody may read the results: from the first day of the conference on, or once they are closed."""
    return today() >= current_conference().starts_on or latest() is not None
