"""`./run load_parties`: the parties alone, for a conference that is not the demo's."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from conference.audit.models import AuditEntry
from conference.parties.models import Party, PartyName
from delegations.registration.models import Delegate
from tests.people import make_party

pytestmark = pytest.mark.django_db


def test_the_parties_come_with_their_names_and_nothing_else(capsys):
    call_command("load_parties")
    assert Party.objects.filter(kind="member_state").count() == 193
    assert capsys.readouterr().out == f"{Party.objects.count()} parties were new.\n"
    kenya = Party.objects.get(code="KEN")
    assert (kenya.en_short, kenya.zone_name) == ("Kenya", "Africa/Nairobi")
    assert {"en", "fr", "es", "ar", "ru", "zh", "vi"} <= set(kenya.names.values_list("language", flat=True))
    assert not Delegate.objects.exists()
    assert AuditEntry.objects.filter(verb="table.added", actor_label="command line").count() == Party.objects.count()


def test_nobody_invented_for_the_demo_is_among_them():
    call_command("load_parties")
    assert set(Party.objects.values_list("kind", flat=True)) == {
        *("member_state", "observer_state", "un_entity", "igo", "reio"),
    }


def test_no_party_is_the_host_until_somebody_says_so():
    call_command("load_parties")
    assert not Party.objects.filter(is_host=True).exists()


def test_those_that_are_there_stay_as_they_are(capsys):
    make_party("KEN")
    PartyName.objects.filter(party__code="KEN").update(short="Our own spelling")
    call_command("load_parties")
    assert PartyName.objects.get(party__code="KEN").short == "Our own spelling"
    capsys.readouterr()
    call_command("load_parties")
    assert capsys.readouterr().out == "0 parties were new.\n"
