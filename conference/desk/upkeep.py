from conference.db import purging
from conference.desk.policy_reports import actions

purging.chores.add("reports of blocked content", actions.purge)
