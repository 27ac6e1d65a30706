from conference.machines import idempotency
from conference.retention import purging

purging.tasks.add(
    "stored API responses", purging.delete_rows("api_responses", idempotency.due_answers, since="made_at")
)
