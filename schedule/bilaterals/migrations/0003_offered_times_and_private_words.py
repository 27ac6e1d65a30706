"""Times that are offered, and the words of meetings encrypted; offers hold and count for the side that made them alone."""

import json

import django.db.models.deletion
from django.db import migrations, models

import conference.fields

COLUMNS = ("topics", "answer_words")
SEALED = ("topics", "words")
BATCH = 500
AGREED = "'accepted', 'confirmed', 'bumped', 'held'"
# What the sides that have not answered hold of an open request, and every room and further time that is only offered.
RELEASE = """
    DELETE FROM calendar_engagement e USING bilaterals_meeting m
    WHERE e.subject_type = 'bilaterals.meeting' AND e.subject_id = m.id::text AND m.state IN ('requested', 'countered')
    AND (e.room_id IS NOT NULL
        OR m.state = 'requested' AND e.person_id = m.asked_principal_id AND NOT m.asked_agrees
        OR m.state = 'countered' AND e.person_id = m.asking_principal_id
        OR m.state = 'requested' AND EXISTS (
            SELECT 1 FROM bilaterals_participant p
            WHERE p.meeting_id = m.id AND p.principal_id = e.person_id AND NOT p.agrees))"""
RELEASE_OFFERS = """
    DELETE FROM calendar_engagement e USING bilaterals_offer o JOIN bilaterals_meeting m ON m.id = o.meeting_id
    WHERE e.booking = o.booking AND (e.room_id IS NOT NULL
        OR m.offered_by_id = m.asking_id AND e.person_id = m.asked_principal_id
        OR m.offered_by_id = m.asked_id AND e.person_id = m.asking_principal_id)"""
RELEASE_ROOMS = "UPDATE bilaterals_meeting SET room_booking = NULL WHERE state IN ('requested', 'countered')"
# As of guards.py, and as it was before: then both sides counted from the request on, and for every time on offer.
COUNT = """
    WITH counted AS (
        SELECT side, day, count(*) AS n FROM (
            SELECT asking_id AS side, day FROM bilaterals_meeting WHERE state IN ({agreed}) OR state IN ({asking})
            UNION ALL SELECT asked_id, day FROM bilaterals_meeting WHERE state IN ({agreed}) OR state IN ({asked})
            UNION ALL SELECT p.delegation_id, m.day FROM bilaterals_participant p JOIN bilaterals_meeting m ON m.id = p.meeting_id
                WHERE m.state IN ({agreed}) OR m.state IN ({further})
            UNION ALL SELECT side, o.day FROM bilaterals_offer o JOIN bilaterals_meeting m ON m.id = o.meeting_id
                CROSS JOIN LATERAL unnest({sides}) AS side WHERE o.counts
        ) AS every GROUP BY side, day)
    UPDATE bilaterals_dayload SET meetings = coalesce(
        (SELECT n FROM counted WHERE side = delegation_id AND counted.day = bilaterals_dayload.day), 0)"""
NOW = {"asking": "'requested'", "asked": "'countered'", "further": "''", "sides": "ARRAY[m.offered_by_id]"}
OPEN = "'requested', 'countered'"
FORMER = {"asking": OPEN, "asked": OPEN, "further": OPEN, "sides": "ARRAY[m.asking_id, m.asked_id]"}


def release_and_recount(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for sql in (RELEASE, RELEASE_OFFERS, RELEASE_ROOMS, COUNT.format(agreed=AGREED, **NOW)):
            cursor.execute(sql)


def recount_as_before(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(COUNT.format(agreed=AGREED, **FORMER))


def _rewrite_words(apps, schema_editor, change):
    meeting = apps.get_model("bilaterals", "Meeting")
    fields = [meeting._meta.get_field(name) for name in COLUMNS]
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, topics, answer_words FROM bilaterals_meeting ORDER BY id")
        while rows := cursor.fetchmany(BATCH):
            values = [
                (*(change(field, text) if text else text for field, text in zip(fields, texts, strict=True)), key)
                for key, *texts in rows
            ]
            with schema_editor.connection.cursor() as writing:
                writing.executemany("UPDATE bilaterals_meeting SET topics = %s, answer_words = %s WHERE id = %s", values)


def encrypt_words(apps, schema_editor):
    _rewrite_words(apps, schema_editor, lambda field, text: field.get_prep_value(text))


def decrypt_words(apps, schema_editor):
    _rewrite_words(apps, schema_editor, lambda field, text: field.from_db_value(text, None, None))


def _messages(apps):
    messages = apps.get_model("correspondence", "Message").objects.filter(kind__startswith="bilaterals.")
    return messages.filter(state__in=("queued", "sending", "failed")).iterator(BATCH)


def seal_letters(apps, schema_editor):
    """Seal the words in letters that still wait; of those that have ended the words go."""
    for message in _messages(apps):
        words = {name: message.context.pop(name) for name in SEALED if name in message.context}
        if words:
            message.sealed = json.dumps({**json.loads(message.sealed or "{}"), **words})
            message.save(update_fields=["context", "sealed"])
    messages = apps.get_model("correspondence", "Message").objects.filter(kind__startswith="bilaterals.")
    ended = messages.filter(state__in=("sent", "cancelled"), context__has_any_keys=list(SEALED))
    for message in ended.iterator(BATCH):
        message.context = {name: value for name, value in message.context.items() if name not in SEALED}
        message.save(update_fields=["context"])


def open_letters(apps, schema_editor):
    for message in _messages(apps):
        sealed = json.loads(message.sealed or "{}")
        words = {name: sealed.pop(name) for name in SEALED if name in sealed}
        if words:
            message.context |= words
            message.sealed = json.dumps(sealed) if sealed else ""
            message.save(update_fields=["context", "sealed"])


class Migration(migrations.Migration):

    dependencies = [
        ("bilaterals", "0002_planner_pins"),
        ("calendar", "0001_initial"),
        ("correspondence", "0001_initial"),
        ("registration", "0001_initial"),
    ]

    operations = [
        migrations.RemoveField(model_name="offer", name="room"),
        migrations.AddField(
            model_name="meeting",
            name="former_words",
            field=conference.fields.EncryptedTextField(blank=True, default="", editable=False),
        ),
        # No change of the column; what stands in it is encrypted below.
        migrations.AlterField(
            model_name="meeting",
            name="answer_words",
            field=conference.fields.EncryptedTextField(blank=True, default=""),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="topics",
            field=conference.fields.EncryptedTextField(max_length=1000, verbose_name="topics"),
        ),
        migrations.CreateModel(
            name="OfferedTime",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("offered_at", models.DateTimeField()),
                ("ended", models.BooleanField(default=False)),
                ("delegation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="registration.delegation")),
                ("other", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="registration.delegation")),
            ],
            options={
                "verbose_name": "time offered for a meeting",
                "verbose_name_plural": "times offered for meetings",
                "ordering": ["starts", "id"],
                "indexes": [models.Index(fields=["offered_at"], name="offeredtime_at")],
                "constraints": [models.UniqueConstraint(fields=("delegation", "other", "starts", "minutes"), name="offeredtime_once")],
            },
        ),
        migrations.CreateModel(
            name="TimesRead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hour", models.DateTimeField()),
                ("reads", models.PositiveSmallIntegerField(default=0)),
                ("delegation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="registration.delegation")),
            ],
            options={
                "verbose_name": "looks at offered times",
                "verbose_name_plural": "looks at offered times",
                "constraints": [
                    models.UniqueConstraint(fields=("delegation", "hour"), name="timesread_one_an_hour"),
                    models.CheckConstraint(condition=models.Q(("reads__lte", 60)), name="timesread_within_limit"),
                ],
            },
        ),
        migrations.RunPython(release_and_recount, recount_as_before, elidable=True),
        migrations.RunPython(encrypt_words, decrypt_words, elidable=True),
        migrations.RunPython(seal_letters, open_letters, elidable=True),
    ]
