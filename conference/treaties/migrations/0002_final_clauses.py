from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import conference.translated
import conference.treaties.models
from conference.db.operations import CreateModels


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_initial"), ("treaties", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="treaty",
            name="authentic_languages",
            field=models.JSONField(default=conference.treaties.models.official_languages, validators=[conference.treaties.models.check_languages], verbose_name="languages of the authentic texts"),
        ),
        migrations.AddField(
            model_name="treaty",
            name="notification_series",
            field=models.CharField(blank=True, help_text="It follows the number and the year in their reference, for example: TREATIES-XVIII.16.", max_length=40, verbose_name="series of the depositary notifications"),
        ),
        migrations.RenameField("treaty", "withdrawal_delay_months", "withdrawal_delay"),
        migrations.AlterField(
            model_name="treaty",
            name="withdrawal_delay",
            field=models.PositiveSmallIntegerField(blank=True, help_text="Empty: no withdrawal.", null=True, verbose_name="time until a withdrawal takes effect"),
        ),
        migrations.AddField(
            model_name="treaty",
            name="withdrawal_unit",
            field=models.CharField(choices=[("days", "days"), ("months", "months")], default="months", max_length=6, verbose_name="unit of that time"),
        ),
        migrations.AddField(
            model_name="treaty",
            name="withdrawal_on_first_of_month",
            field=models.BooleanField(default=False, verbose_name="a withdrawal then takes effect on the first day of the following month"),
        ),
        migrations.AddField(
            model_name="treaty",
            name="withdrawal_after_years",
            field=models.PositiveSmallIntegerField(blank=True, help_text="Empty: at any time.", null=True, verbose_name="years before which nobody withdraws"),
        ),
        migrations.AddField(
            model_name="treaty",
            name="withdrawal_counted_from",
            field=models.CharField(
                choices=[("treaty", "From entry into force of the treaty"), ("party", "From entry into force for the party")], default="treaty", max_length=10, verbose_name="these years are counted"
            ),
        ),
        migrations.AddField(
            model_name="treaty", name="entry_not_before", field=models.DateField(blank=True, null=True, verbose_name="no entry into force before")
        ),
        migrations.AddField(
            model_name="treaty",
            name="entry_on_that_day",
            field=models.BooleanField(default=False, help_text="Even if the delay has not passed. Otherwise the later of both days counts.", verbose_name="on that day, if all is fulfilled by then"),
        ),
        migrations.AddField(
            model_name="treaty",
            name="open_to",
            field=models.CharField(
                choices=[
                    ("all_states", "All States"),
                    ("un_or_agencies", "Members of the United Nations or of a specialized agency"),
                    ("groups", "Only the groups of participants"),
                ],
                default="all_states",
                max_length=20,
                verbose_name="open to",
            ),
        ),
        migrations.AddConstraint(
            model_name="treaty", constraint=models.CheckConstraint(condition=models.Q(("open_to__in", ["all_states", "un_or_agencies", "groups"])), name="treaty_open_to")
        ),
        migrations.AddConstraint(
            model_name="treaty",
            constraint=models.CheckConstraint(
                condition=models.Q(("entry_not_before", None), ("entry_not_before__gt", models.F("adopted_on")), _connector="OR"),
                name="treaty_entry_after_adoption",
                violation_error_message="No entry into force before: a day after the adoption.",
            ),
        ),
        migrations.AddConstraint(
            model_name="treaty",
            constraint=models.CheckConstraint(
                condition=models.Q(("entry_not_before__isnull", False), ("entry_on_that_day", False), _connector="OR"),
                name="treaty_entry_on_a_day",
                violation_error_message="Enter the day before which the treaty does not enter into force.",
            ),
        ),
        migrations.AddConstraint(
            model_name="treaty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawal_delay__isnull", False), models.Q(("withdrawal_after_years", None), ("withdrawal_on_first_of_month", False)), _connector="OR"
                ),
                name="treaty_withdrawal_has_delay",
                violation_error_message="Without a time until it takes effect there is no withdrawal to be limited.",
            ),
        ),
        migrations.AddConstraint(
            model_name="treaty", constraint=models.CheckConstraint(condition=models.Q(("withdrawal_counted_from__in", ["treaty", "party"])), name="treaty_withdrawal_counted_from")
        ),
        CreateModels(
            [
                migrations.CreateModel(
                    name="TreatyGroup",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", conference.translated.TranslatedField(default=conference.translated.Translated, help_text="As in a sentence: the member States of the Council of Europe.", verbose_name="name of the group")),
                        ("takes_part", models.BooleanField(default=False, verbose_name="the group may sign and become parties")),
                        ("needed_number", models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name="how many of them must have deposited")),
                        (
                            "needed_share",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                max_digits=7,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0.0001")), django.core.validators.MaxValueValidator(100)],
                                verbose_name="share in per cent that they must hold together",
                            ),
                        ),
                        ("measure", conference.translated.TranslatedField(blank=True, default=conference.translated.Translated, help_text="As in a sentence: the total global greenhouse gas emissions.", verbose_name="what the share is counted in")),
                        ("treaty", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="groups", to="treaties.treaty", verbose_name="treaty")),
                    ],
                    options={
                        "verbose_name": "group of participants",
                        "verbose_name_plural": "groups of participants",
                        "ordering": ["treaty", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("takes_part", True), ("needed_number__isnull", False), ("needed_share__isnull", False), _connector="OR"),
                                name="treatygroup_says_something",
                                violation_error_message="Say what the group is for: it may take part, or entry into force needs it.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("needed_number", None), ("needed_share", None), _connector="OR"),
                                name="treatygroup_one_condition",
                                violation_error_message="Give a number or a share. A further condition is a further group.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("needed_number", None), ("needed_number__gte", 1), _connector="OR"),
                                    models.Q(("needed_share", None), models.Q(("needed_share__gt", 0), ("needed_share__lte", 100)), _connector="OR"),
                                ),
                                name="treatygroup_needed_in_range",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("measure", {}), ("needed_share__isnull", True)),
                                    models.Q(("needed_share__isnull", False), models.Q(("measure", {}), _negated=True)),
                                    _connector="OR",
                                ),
                                name="treatygroup_share_of_something",
                                violation_error_message="A share needs what it is counted in, and nothing else has it.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TreatyGroupMember",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("share", models.DecimalField(decimal_places=4, default=Decimal("0"), max_digits=7)),
                        ("group", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="members", to="treaties.treatygroup")),
                        ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="treaty_groups", to="parties.party")),
                    ],
                    options={
                        "verbose_name": "member of a group of participants",
                        "verbose_name_plural": "members of groups of participants",
                        "ordering": ["party__en_sort"],
                        "constraints": [
                            models.UniqueConstraint(fields=("group", "party"), name="treatygroupmember_once"),
                            models.CheckConstraint(condition=models.Q(("share__gte", 0), ("share__lte", 100)), name="treatygroupmember_share"),
                        ],
                    },
                ),
            ]
        ),
        migrations.CreateModel(
            name='ForeseenStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('declaration', 'Declaration under the treaty'), ('notification', 'Notification under the treaty')], default='declaration', max_length=14, verbose_name='kind')),
                ('provision', models.CharField(max_length=20, verbose_name='provision')),
                ('subject', conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name='subject')),
                ('is_required', models.BooleanField(default=False, verbose_name='required of every party')),
                ('of_organizations', models.BooleanField(default=False, verbose_name='of regional economic integration organizations alone')),
            ],
            options={
                'verbose_name': 'declaration under the treaty',
                'verbose_name_plural': 'declarations under the treaty',
                'ordering': ['treaty', 'id'],
            },
        ),
        migrations.AddField(
            model_name='treaty',
            name='article_provisional',
            field=models.CharField(blank=True, db_default='', default='', max_length=20, verbose_name='article on provisional application'),
        ),
        migrations.AddField(
            model_name='treaty',
            name='article_reservations',
            field=models.CharField(blank=True, db_default='', default='', max_length=20, verbose_name='article on reservations'),
        ),
        migrations.AddField(
            model_name='treaty',
            name='definitive_signature',
            field=models.BooleanField(db_default=False, default=False, verbose_name='may be signed definitively, without ratification'),
        ),
        migrations.AddField(
            model_name='treaty',
            name='provisional_application',
            field=models.BooleanField(db_default=False, default=False, verbose_name='may be applied provisionally'),
        ),
        migrations.AddField(
            model_name='treaty',
            name='reservable',
            field=models.CharField(blank=True, db_default='', default='', help_text='Such as 63 (2), separated by semicolons.', max_length=300, verbose_name='provisions to which a reservation is allowed'),
        ),
        migrations.AddField(
            model_name='treaty',
            name='reservations',
            field=models.CharField(choices=[('compatible', 'All that are compatible with its object and purpose'), ('named', 'Only those to the provisions named here'), ('none', 'None')], db_default='compatible', default='compatible', max_length=10, verbose_name='reservations that are allowed'),
        ),
        migrations.AddConstraint(
            model_name='treaty',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reservations', 'named'), models.Q(('reservable', ''), _negated=True)), models.Q(models.Q(('reservations', 'named'), _negated=True), ('reservable', '')), _connector='OR'), name='treaty_reservable_provisions', violation_error_message='Name the provisions to which a reservation is allowed, if it is allowed only to some.'),
        ),
        migrations.AddField(
            model_name='foreseenstatement',
            name='treaty',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='foreseen', to='treaties.treaty', verbose_name='treaty'),
        ),
        migrations.AddConstraint(
            model_name='foreseenstatement',
            constraint=models.UniqueConstraint(fields=('treaty', 'kind', 'provision'), name='foreseenstatement_once'),
        ),
        migrations.AddConstraint(
            model_name='foreseenstatement',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('declaration', 'notification'))), name='foreseenstatement_kind'),
        ),
    ]
