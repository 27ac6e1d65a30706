"""Parties in labels of the audit log are named in the reader's language."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from conference.audit.labels import in_readers_language
from conference.audit.models import AuditEntry
from conference.models import Conference
from conference.parties.models import PartyName
from conference.translated import Translated
from tests.people import make_conference, make_delegation

NAMES = {
    "KEN": {"fr": "Kenya", "ru": "Кения", "zh": "肯尼亚"},
    "BRA": {"fr": "Brésil", "ru": "Бразилия", "zh": "巴西"},
    "CIV": {"fr": "Côte d’Ivoire", "ru": "Кот-д’Ивуар", "zh": "科特迪瓦"},
}


@pytest.fixture
def entries(db):
    make_conference()
    for code, names in NAMES.items():
        party = make_delegation(code).party
        for language, short in names.items():
            PartyName.objects.create(party=party, language=language, short=short, formal=short)
    written = (
        ("registration.delegation", "Côte d'Ivoire"),
        ("bilaterals.meeting", "Brazil, Kenya"),
        ("registration.laterequest", "Brazil, BRA/12"),
        ("registration.delegate", "Brazil"),
        ("gone.model", "Brazil"),
    )
    return [AuditEntry(subject_type=kind, subject_label=label) for kind, label in written]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ["Côte d’Ivoire", "Brésil, Kenya", "Brésil, BRA/12"]),
        ("ru", ["Кот-д’Ивуар", "Бразилия, Кения", "Бразилия, BRA/12"]),
        ("zh-hans", ["科特迪瓦", "巴西，肯尼亚", "巴西，BRA/12"]),
    ],
)
def test_a_label_of_parties_is_in_the_readers_language_by_one_query(entries, language, said, django_assert_num_queries):
    with override(language), django_assert_num_queries(1):
        # A person may be called like a State, and a model may be gone: both stay as they were written.
        assert [one.label for one in in_readers_language(entries)] == [*said, "Brazil", "Brazil"]


def test_the_conference_is_named_in_the_readers_language(entries):
    Conference.objects.update(short_name=Translated(en="Signing of the Convention", ru="Подписание Конвенции"))
    of_the_conference = AuditEntry(subject_type="conference.conference", subject_label="Signing of the Convention")
    with override("ru"):
        assert in_readers_language([of_the_conference])[0].label == "Подписание Конвенции"
    with override("vi"):  # lacks it
        assert in_readers_language([of_the_conference])[0].label == "Signing of the Convention"


def test_english_asks_nothing_and_what_is_stored_stays(entries, django_assert_num_queries):
    with override("en"), django_assert_num_queries(0):
        assert [one.label for one in in_readers_language(entries)][:2] == ["Côte d'Ivoire", "Brazil, Kenya"]
    with override("fr"):
        assert {one.subject_label for one in in_readers_language(entries)} >= {"Brazil, Kenya"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Badge used at two places at once (Scanner 1)"),
        ("ru", "Один бейдж в двух местах (Scanner 1)"),
        ("zh-hans", "同一证件出现在两处 (Scanner 1)"),
    ],
)
def test_a_gate_alert_is_named_in_the_reader_s_language(language, said):
    entry = AuditEntry(subject_type="gates.finding", subject_label="Badge used at two places at once (Scanner 1)")
    other = AuditEntry(subject_type="gates.finding", subject_label="As an earlier version said it (Scanner 1)")
    with override(language):
        assert [one.label for one in in_readers_language([entry, other])] == [said, other.subject_label]
