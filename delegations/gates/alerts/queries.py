from delegations.gates.models import Finding
from delegations.gates.presence.queries import PARTY, PRIVATE

SETTLED = 20


def list_alerts() -> tuple[list[Finding], list[Finding]]:
    """Return the open alerts, oldest first, and the latest settled ones."""
    rows = Finding.objects.select_related("device__gate", "scan", PARTY, "record")
    rows = rows.defer(*(f"delegate__{name}" for name in PRIVATE))
    settled = rows.filter(state="settled").order_by("-record__number")[:SETTLED]
    return list(rows.filter(state="open").order_by("found_at", "pk")), list(settled)
