"""Note which invitation replaced which, and which one answered a request: an undo gives back what was."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registration", "0017_plainer_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="focalpointinvitation",
            name="replaced_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="replaced",
                to="registration.focalpointinvitation",
            ),
        ),
        migrations.AddField(
            model_name="accessrequest",
            name="invitation",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="registration.focalpointinvitation",
            ),
        ),
    ]
