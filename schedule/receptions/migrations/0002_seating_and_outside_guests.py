import uuid

import django.db.models.deletion
from django.db import migrations, models

import conference.translated

# Each invitation gets the party of its delegation. The checks that wait for the end of the transaction are made before the table changes.
FILL_PARTY = """
UPDATE receptions_invitation SET party_id = d.party_id FROM registration_delegation AS d WHERE d.id = delegation_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""


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

    dependencies = [
        ('audit', '0001_initial'),
        ('conference', '0001_initial'),
        ('parties', '0001_initial'),
        ('receptions', '0001_initial'),
        ('registration', '0001_initial'),
    ]

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
        migrations.AlterModelOptions(
            name='invitation',
            options={'ordering': ['reception', 'party__en_sort'], 'verbose_name': 'invitation', 'verbose_name_plural': 'invitations'},
        ),
        migrations.AddField(
            model_name='invitation',
            name='keeps_place',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name='invitation',
            name='party',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party'),
        ),
        migrations.RunSQL(FILL_PARTY, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='invitation',
            name='party',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='taken_back',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name='invitation',
            name='waiting_companion',
            field=models.CharField(blank=True, default='', editable=False, max_length=150),
        ),
        migrations.AddField(
            model_name='reception',
            name='occasion',
            field=conference.translated.TranslatedField(blank=True, default=conference.translated.Translated, verbose_name='occasion on the invitation'),
        ),
        migrations.AddField(
            model_name='reception',
            name='unticked',
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.AlterField(
            model_name='invitation',
            name='delegation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reception_invitations', to='registration.delegation'),
        ),
        migrations.AlterField(
            model_name='invitation',
            name='guest',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reception_invitations', to='registration.delegate'),
        ),
        migrations.CreateModel(
            name='OutsideGuest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('honorific', models.CharField(blank=True, max_length=40, verbose_name='honorific')),
                ('family_name', models.CharField(max_length=120, verbose_name='family name')),
                ('given_names', models.CharField(blank=True, max_length=120, verbose_name='given names')),
                ('name_on_card', models.CharField(blank=True, max_length=160, verbose_name='name on the card')),
                ('functional_title', models.CharField(blank=True, max_length=200, verbose_name='functional title')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French'), ('es', 'Spanish'), ('ar', 'Arabic'), ('ru', 'Russian'), ('zh-hans', 'Chinese'), ('vi', 'Vietnamese')], default='en', max_length=10, verbose_name='language')),
                ('state', models.CharField(choices=[('listed', 'On the list'), ('removed', 'Removed')], default='listed', max_length=8)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party', verbose_name='party')),
                ('protocol_rank', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='conference.rank', verbose_name='protocol rank')),
                ('record', models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audit.auditentry', to_field='ref')),
            ],
            options={
                'verbose_name': 'outside guest',
                'verbose_name_plural': 'outside guests',
                'ordering': ['party__en_sort', 'family_name', 'given_names', 'id'],
            },
        ),
        migrations.AddField(
            model_name='invitation',
            name='outside_guest',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='receptions.outsideguest'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'ended'), _negated=True), fields=('reception', 'outside_guest'), name='invitation_one_an_outside_guest'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('delegation__isnull', False), ('guest__isnull', False), ('outside_guest__isnull', True)), models.Q(('delegation__isnull', True), ('guest__isnull', True), ('outside_guest__isnull', False), ('personal', True)), _connector='OR'), name='invitation_of_one_guest'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('keeps_place', False), ('state', 'substitute'), _connector='OR'), name='invitation_keeps_place'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('waiting_companion', ''), ('persons', 1), _connector='OR'), name='invitation_companion_waits'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('taken_back', False), ('state', 'ended'), _connector='OR'), name='invitation_taken_back'),
        ),
        migrations.AddConstraint(
            model_name='outsideguest',
            constraint=models.CheckConstraint(condition=models.Q(('family_name', ''), _negated=True), name='outsideguest_has_name'),
        ),
        migrations.AddConstraint(
            model_name='outsideguest',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'listed')), fields=('party', 'family_name', 'given_names'), name='outsideguest_listed_once', violation_error_message='A guest of this name and party is on the list already.'),
        ),
    ]
