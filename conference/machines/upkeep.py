from conference.db import purging
from conference.machines import idempotency

purging.chores.add("stored API responses", idempotency.purge)
