import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def await_second_person(apps, schema_editor):
    """Rectifications that one person made before await a second one; each points at the entry by which it was made."""
    rectifications = apps.get_model("signing", "Rectification").objects.order_by("pk")
    entries = apps.get_model("audit", "AuditEntry").objects.filter(verb="record.rectified", subject_type="signing.signature")
    if not rectifications.exists():
        return
    table = "signing_rectification"
    schema_editor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for rectification in rectifications:
        own = entries.filter(subject_id=str(rectification.signature_id), details__number=rectification.number)
        entry = own.order_by("number").first()
        if entry is None:
            raise RuntimeError(f"Rectification {rectification.pk} has no entry in the audit log.")
        rectification.record_id, rectification.number = entry.ref, None
        rectification.save(update_fields=["record", "number"])
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    schema_editor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    """A rectification is decided by a second person, may strike out a signature, and names the party's communication."""

    dependencies = [
        ("audit", "0001_initial"),
        ("parties", "0001_initial"),
        ("signing", "0001_initial"),
        ("treaties", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='rectification',
            name='rectification_of_a_field',
        ),
        migrations.RemoveConstraint(
            model_name='signature',
            name='signature_one_a_party',
        ),
        migrations.AddField(
            model_name='rectification',
            name='communicated_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='rectification',
            name='communication',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='rectification',
            name='decided_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='rectification',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rectification',
            name='state',
            field=models.CharField(choices=[('proposed', 'Awaits a second person'), ('decided', 'Decided'), ('dropped', 'Not pursued')], default='proposed', max_length=8),
        ),
        migrations.AddField(
            model_name='rectification',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='signature',
            name='struck',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AlterField(
            model_name='rectification',
            name='field',
            field=models.CharField(choices=[('signatory', 'Who signs'), ('function', 'Capacity'), ('powers', 'Powers relied on'), ('party_formal', 'Party'), ('text', 'Text of the declaration or reservation'), ('witness', 'Witness for the host'), ('signed_at', 'Date and time of signature'), ('struck', 'Signature noted in error')], max_length=20),
        ),
        migrations.AlterField(
            model_name='rectification',
            name='number',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='signature',
            name='appointment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='signing.appointment'),
        ),
        migrations.AddField(
            model_name='rectification',
            name='record',
            field=models.OneToOneField(default=None, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audit.auditentry', to_field='ref'),
        ),
        migrations.RunPython(await_second_person, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='rectification',
            name='record',
            field=models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audit.auditentry', to_field='ref'),
        ),
        migrations.AddConstraint(
            model_name='rectification',
            constraint=models.CheckConstraint(condition=models.Q(('field__in', ['signatory', 'function', 'powers', 'party_formal', 'text', 'witness', 'signed_at', 'struck'])), name='rectification_of_a_field'),
        ),
        migrations.AddConstraint(
            model_name='rectification',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('number__isnull', False), ('state', 'decided'), models.Q(('decided_by', models.F('written_by')), _negated=True)), models.Q(('decided_at', None), ('decided_by', None), ('number', None), ('state__in', ('proposed', 'dropped'))), _connector='OR'), name='rectification_by_two'),
        ),
        migrations.AddConstraint(
            model_name='rectification',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('field__in', ('party_formal', 'signatory', 'function', 'text')), ('state', 'decided'), _negated=True), models.Q(models.Q(('communication', ''), _negated=True), ('communicated_on__isnull', False)), _connector='OR'), name='rectification_of_own_words'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(condition=models.Q(('struck', False)), fields=('treaty', 'party'), name='signature_one_a_party'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(condition=models.Q(('struck', False)), fields=('appointment',), name='signature_one_an_appointment'),
        ),
    ]
