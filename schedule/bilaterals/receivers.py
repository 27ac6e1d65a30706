"""Every receiver of signals of this app.

An interpreter follows the meeting; a letter that waits is withdrawn or sent when it is overtaken.
"""

from conference.core.signals import use_case_ending
from schedule.bilaterals.board.interpreters import follow_meeting
from schedule.bilaterals.meetings.notices import send_overtaken, withdraw_outdated

use_case_ending.connect(follow_meeting, dispatch_uid="bilaterals.follow")
use_case_ending.connect(withdraw_outdated, dispatch_uid="bilaterals.withdraw_outdated")
use_case_ending.connect(send_overtaken, dispatch_uid="bilaterals.send_overtaken")
