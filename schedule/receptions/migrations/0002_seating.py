from django.db import migrations, models


def mark_rules(apps, schema_editor):
    """Note of whom each rule was set: of who comes now."""
    for rule in apps.get_model("receptions", "GuestRule").objects.select_related("invitation"):
        invitation = rule.invitation
        guest = invitation.substitute_name or f"#{invitation.guest_id}"
        rule.given_to = invitation.companion_name if rule.companion else guest
        rule.save(update_fields=["given_to"])


def part_hosts(apps, schema_editor):
    """Leave each host the first of several tables; protocol names the hosts of the others."""
    hosts = set()
    for table in apps.get_model("receptions", "SeatingTable").objects.exclude(host_name="").order_by("number"):
        if (table.plan_id, table.host_name) in hosts:
            table.host_name, table.host_seat = "", 0
            table.save(update_fields=["host_name", "host_seat"])
        hosts.add((table.plan_id, table.host_name))


class Migration(migrations.Migration):
    dependencies = [("receptions", "0001_initial")]

    operations = [
        migrations.AddField(
            "reception", "line_guests", models.PositiveSmallIntegerField(blank=True, editable=False, null=True)
        ),
        migrations.AddField("reception", "lines", models.PositiveSmallIntegerField(default=1, editable=False)),
        migrations.AlterField(
            "seatingplan",
            "companions",
            models.CharField(
                choices=[("last", "after all guests"), ("beside", "each just after the guest")],
                default="beside",
                max_length=6,
            ),
        ),
        migrations.AddField(
            "guestrule", "given_to", models.CharField(blank=True, default="", editable=False, max_length=200)
        ),
        migrations.RunPython(mark_rules, migrations.RunPython.noop),
        migrations.RemoveConstraint("seatingtable", "seatingtable_host_has_seat"),
        migrations.RunPython(part_hosts, migrations.RunPython.noop),
        migrations.AddConstraint(
            "seatingtable",
            models.CheckConstraint(
                condition=models.Q(
                    ("host_seat__lte", models.F("seats")),
                    models.Q(("host_name", ""), ("host_seat__gte", 1), _connector="OR"),
                ),
                name="seatingtable_host_has_seat",
            ),
        ),
        migrations.AddConstraint(
            "seatingtable",
            models.UniqueConstraint(
                condition=models.Q(("host_name", ""), _negated=True),
                fields=("plan", "host_name"),
                name="seatingtable_host_once",
            ),
        ),
    ]
