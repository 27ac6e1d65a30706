"""The papers of one seating, from its page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from conference.core.access import staff
from schedule.receptions.guest_papers.prints import send_paper
from schedule.receptions.papers.prints import PAPERS, READ, RIGHT
from schedule.receptions.seating.queries import load_plan, plan_of


@staff(RIGHT)
@require_safe
def paper(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Return a paper of the reception's seating as PDF. 404 for another paper, or without a plan."""
    plan = plan_of(code)
    if plan is None or name not in PAPERS:
        raise Http404
    template, make, _key = PAPERS[name]
    return send_paper(request, code, name, template, make([load_plan(plan)]), of=plan, verb=READ)
