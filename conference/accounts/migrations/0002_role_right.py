"""A right that a setting gives to a further role."""

from django.db import migrations, models

ROLES = [
    ("secretariat", "Conference secretariat"),
    ("security", "Security liaison"),
    ("accreditation", "Accreditation officer"),
    ("protocol", "Protocol"),
    ("programme", "Programme"),
    ("print_room", "Print room"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="RoleRight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(choices=ROLES, max_length=20, verbose_name="role")),
                ("right", models.CharField(max_length=60)),
            ],
            options={
                "verbose_name": "further right of a role",
                "verbose_name_plural": "further rights of roles",
                "constraints": [models.UniqueConstraint(fields=("role", "right"), name="roleright_once")],
            },
        ),
    ]
