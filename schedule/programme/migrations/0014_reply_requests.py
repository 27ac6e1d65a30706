import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0004_plain_words"),
        ("programme", "0013_plain_words"),
        ("registration", "0016_plain_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReplyRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="Message to the podium")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Requested"),
                            ("placed", "Placed"),
                            ("given", "Had the floor"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("next", "after the statement that is under way"),
                            ("meeting", "at the end of this meeting"),
                            ("day", "at the end of the day"),
                        ],
                        max_length=10,
                        verbose_name="When it replies",
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="Message to the delegation")),
                ("asked_at", models.DateTimeField()),
                (
                    "about",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.inscription",
                        verbose_name="Statement",
                    ),
                ),
                (
                    "delegation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reply_requests",
                        to="registration.delegation",
                    ),
                ),
                (
                    "interruption",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="request",
                        to="programme.interruption",
                    ),
                ),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reply_requests",
                        to="programme.speakerslist",
                    ),
                ),
                (
                    "record",
                    models.OneToOneField(
                        default=uuid.uuid4,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="audit.auditentry",
                        to_field="ref",
                    ),
                ),
            ],
            options={
                "verbose_name": "request for the right of reply",
                "verbose_name_plural": "requests for the right of reply",
                "ordering": ["asked_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("asked", "placed"))),
                        fields=("list", "delegation"),
                        name="replyrequest_one_open_a_delegation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "placed"), _negated=True),
                            models.Q(("place", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="replyrequest_placed_where",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("interruption__isnull", False), ("state", "given")),
                            models.Q(models.Q(("state", "given"), _negated=True), ("interruption__isnull", True)),
                            _connector="OR",
                        ),
                        name="replyrequest_given_is_a_reply",
                    ),
                ],
            },
        ),
    ]
