from django.db import migrations, models


class Migration(migrations.Migration):
    """What an officer decides about a paper: comparisons not followed, with the reason; what it authorizes; whether it covers reservations.

    Papers before this authorized one person to sign.
    """

    dependencies = [("credentials", "0001_initial")]

    operations = [
        migrations.RemoveField(model_name="fullpowers", name="same_person"),
        migrations.AddField(model_name="fullpowers", name="overruled", field=models.JSONField(blank=True, default=list)),
        migrations.AddField(
            model_name="fullpowers",
            name="overruled_because",
            field=models.CharField(
                blank=True, max_length=300, verbose_name="Why the paper is accepted all the same"
            ),
        ),
        migrations.AddConstraint(
            model_name="fullpowers",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("overruled", []), models.Q(("overruled_because", ""), _negated=True), _connector="OR"
                ),
                name="fullpowers_overruled_with_a_reason",
            ),
        ),
        migrations.RemoveConstraint(
            model_name='fullpowers',
            name='fullpowers_accepted_whole',
        ),
        migrations.AddField(
            model_name='fullpowers',
            name='designation',
            field=models.CharField(choices=[('alone', 'One person'), ('each', 'Several persons, each of whom may sign alone'), ('together', 'Several persons, who sign together')], default='alone', max_length=8, verbose_name='Number of representatives'),
        ),
        migrations.AddField(
            model_name='fullpowers',
            name='purpose',
            field=models.CharField(choices=[('sign', 'To sign the treaty'), ('negotiate', 'To negotiate, adopt or authenticate the text alone')], default='sign', max_length=9, verbose_name='What the paper authorizes'),
        ),
        migrations.AddConstraint(
            model_name='fullpowers',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), models.Q(('dated__isnull', False), ('is_signed', True), ('issuer_office__in', ['head_of_state', 'head_of_government', 'foreign_minister', 'organ']), ('paper', 'full_powers'), ('purpose', 'sign'), models.Q(('treaty_named', 'this'), models.Q(('is_deposited', True), ('treaty_named', 'general')), _connector='OR'), models.Q(('issuer_name', ''), _negated=True), models.Q(('name_written', ''), _negated=True), models.Q(('place', ''), _negated=True)), _connector='OR'), name='fullpowers_accepted_whole'),
        ),
        migrations.AddField(
            model_name='fullpowers',
            name='covers_reservations',
            field=models.BooleanField(blank=True, null=True),
        ),
    ]
