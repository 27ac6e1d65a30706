from conference.desk.policy_reports import actions
from conference.retention import purging

purging.tasks.add("reports of blocked content", purging.delete_rows("", actions.due_violations, since="last_at"))
