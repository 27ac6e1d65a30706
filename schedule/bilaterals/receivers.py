"""Every receiver of signals of this app: an interpreter follows the meeting."""

from conference.core.signals import use_case_ending
from schedule.bilaterals.board.interpreters import follow

use_case_ending.connect(follow, dispatch_uid="bilaterals.follow")
