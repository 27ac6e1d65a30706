"""Offers, further parties, links for answers; who has agreed; contacts encrypted."""

from itertools import batched

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Count, F, Func, TextField, Value

import conference.fields

AT_ONCE, OPEN, OPEN_CAP = 500, ("requested", "countered"), 20


def fill(apps, schema_editor):
    """Encrypt the contacts, say who has agreed, and count the open requests."""
    rows = apps.get_model("bilaterals", "Meeting")._base_manager.using(schema_editor.connection.alias)
    # The column as it stands: the field itself would open it.
    stored = Func(F("contact"), template="%(expressions)s", output_field=TextField())
    plain = rows.annotate(stored=stored)
    for keys in batched(list(rows.order_by("pk").values_list("pk", flat=True)), AT_ONCE):
        texts = dict(plain.filter(pk__in=keys).values_list("pk", "stored"))
        found = rows.only("pk").in_bulk(texts)
        for pk, row in found.items():
            row.contact = texts[pk]
        rows.bulk_update(found.values(), ["contact"])
    rows.filter(state="requested").update(asked_agrees=False)
    rows.filter(state="countered").update(asking_agrees=False)
    loads = apps.get_model("bilaterals", "RequestLoad")._base_manager.using(schema_editor.connection.alias)
    open_ones = rows.filter(state__in=OPEN).order_by().values_list("asking").annotate(n=Count("pk"))
    loads.bulk_create(
        loads.model(delegation_id=delegation, requests=n, cap=max(n, OPEN_CAP)) for delegation, n in open_ones
    )
    _check_now(schema_editor)


def decrypt(apps, schema_editor):
    rows = apps.get_model("bilaterals", "Meeting")._base_manager.using(schema_editor.connection.alias)
    for pk, text in list(rows.values_list("pk", "contact")):
        rows.filter(pk=pk).update(contact=Value(text, output_field=TextField()))
    _check_now(schema_editor)


def _check_now(schema_editor):
    """PostgreSQL alters no table whose rows wait to be checked at the end of the transaction."""
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0004_plain_words"),
        ("bilaterals", "0001_initial"),
        ("calendar", "0005_plain_words"),
        ("registration", "0018_invitations_undone"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AnswerLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("secret_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("expires", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "link for an answer",
                "verbose_name_plural": "links for answers",
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts", models.DateTimeField()),
                ("ends", models.DateTimeField()),
                ("day", models.DateField()),
                ("counts", models.BooleanField(default=False)),
                ("holds_until", models.DateTimeField()),
                ("booking", models.UUIDField()),
            ],
            options={
                "verbose_name": "offered time",
                "verbose_name_plural": "offered times",
                "ordering": ["starts", "id"],
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("by_office", models.BooleanField(default=True)),
                ("agrees", models.BooleanField(default=False)),
                ("party_size", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("contact", conference.fields.EncryptedTextField(blank=True, default="", max_length=160)),
                ("languages", models.CharField(blank=True, max_length=60)),
            ],
            options={
                "verbose_name": "further party of a meeting",
                "verbose_name_plural": "further parties of meetings",
            },
        ),
        migrations.CreateModel(
            name="RequestLoad",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("requests", models.PositiveSmallIntegerField(db_default=0, default=0)),
                ("cap", models.PositiveSmallIntegerField(db_default=20, default=20)),
            ],
            options={
                "verbose_name": "open requests",
                "verbose_name_plural": "open requests",
            },
        ),
        migrations.RemoveConstraint(
            model_name="meeting",
            name="meeting_confirmed_has_room",
        ),
        migrations.AddField(
            model_name="meeting",
            name="asked_agrees",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="meeting",
            name="asked_by_office",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="meeting",
            name="asked_contact",
            field=conference.fields.EncryptedTextField(
                blank=True, default="", max_length=160, verbose_name="contact of the asked side"
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="asked_languages",
            field=models.CharField(blank=True, max_length=60, verbose_name="languages of the asked side"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="asked_size",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="persons of the asked side"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="asking_agrees",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="meeting",
            name="asking_by_office",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="meeting",
            name="by_telephone",
            field=models.BooleanField(default=False, verbose_name="agreed by telephone"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="flags",
            field=models.BooleanField(default=True, verbose_name="flags"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="impossible",
            field=models.JSONField(blank=True, default=list, verbose_name="impossible times"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="offered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registration.delegation",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="place",
            field=models.CharField(blank=True, max_length=120, verbose_name="place"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="preferred",
            field=models.JSONField(blank=True, default=list, verbose_name="preferred times"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="pull_aside",
            field=models.BooleanField(default=False, verbose_name="pull-aside, without a room"),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="contact",
            field=conference.fields.EncryptedTextField(max_length=160, verbose_name="contact on the day"),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "confirmed"), _negated=True),
                    ("room__isnull", False),
                    ("pull_aside", True),
                    _connector="OR",
                ),
                name="meeting_confirmed_has_room",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("pull_aside", False), ("room__isnull", True), _connector="OR"),
                name="meeting_pull_aside_no_room",
            ),
        ),
        migrations.AddField(
            model_name="answerlink",
            name="delegation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="registration.delegation"
            ),
        ),
        migrations.AddField(
            model_name="answerlink",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="links", to="bilaterals.meeting"
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="offers", to="bilaterals.meeting"
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="room",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="calendar.room"
            ),
        ),
        migrations.AddField(
            model_name="participant",
            name="delegation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registration.delegation"
            ),
        ),
        migrations.AddField(
            model_name="participant",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="participants", to="bilaterals.meeting"
            ),
        ),
        migrations.AddField(
            model_name="participant",
            name="principal",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registration.delegate"
            ),
        ),
        migrations.AddField(
            model_name="requestload",
            name="delegation",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="registration.delegation"
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends__gt", models.F("starts"))), name="offer_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(fields=("meeting", "starts"), name="offer_once"),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.UniqueConstraint(fields=("meeting", "delegation"), name="participant_once"),
        ),
        migrations.AddConstraint(
            model_name="requestload",
            constraint=models.CheckConstraint(
                condition=models.Q(("requests__lte", models.F("cap"))), name="requestload_within_cap"
            ),
        ),
        migrations.RunPython(fill, decrypt),
    ]
