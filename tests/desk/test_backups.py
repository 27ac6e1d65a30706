"""The backups at the foot of the desk, as the operator's job reports them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from conference.core import clock
from conference.core.access import Role
from conference.db import together
from conference.desk.desk_tasks import backup_health
from tests.markup import compact
from tests.people import make_user, sign_in

AT = datetime(2025, 10, 24, 9, tzinfo=UTC)  # 16:00 in Hanoi


def told() -> tuple[str, str, str]:
    [light] = together.results_of(backup_health())
    return light.tone, str(light.word), str(light.text)


def test_the_desk_tells_the_last_backup_and_the_last_trial(world, capsys):
    assert told() == ("wait", "Backup", "none has been reported yet; the operator’s guide says how")
    with clock.standing(AT - timedelta(hours=12)):
        call_command("report_backup")
        assert told() == ("ok", "Backup", "Fri 24 Oct, 04:00; not restored on trial yet")
        call_command("report_backup", "--restored")
    with clock.standing(AT):
        call_command("report_backup")
        assert told() == ("ok", "Backup", "Fri 24 Oct, 16:00; restored on trial Fri 24 Oct, 04:00")
    assert "Noted: a backup was made." in capsys.readouterr().out


@pytest.mark.parametrize(("hours", "word"), [(26, "Backup"), (27, "Backup is old")])
def test_it_warns_when_the_last_is_older_than_a_day_and_two_hours(world, hours, word):
    with clock.standing(AT):
        call_command("report_backup")
    with clock.standing(AT + timedelta(hours=hours)):
        assert told()[1] == word


def test_it_stands_at_the_foot_of_the_desk(client, world):
    with clock.standing(AT):
        call_command("report_backup")
        page = sign_in(client, make_user(None, Role.SECRETARIAT)).get("/desk/")
    assert "Fri 24 Oct, 16:00; not restored on trial yet" in compact(page.content.decode())
