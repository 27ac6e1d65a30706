"""Places by kind of party stand in the order of kinds and categories; no column changes."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registration", "0018_invitations_undone")]

    operations = [
        migrations.AlterModelOptions(
            "quota",
            {
                "ordering": ["kind", "category"],
                "verbose_name": "places of a kind of party",
                "verbose_name_plural": "places by kind of party",
            },
        ),
    ]
