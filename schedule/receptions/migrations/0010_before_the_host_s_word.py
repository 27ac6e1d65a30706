"""What was answered before the host's word on a late answer is kept until that can be undone no more."""

from __future__ import annotations

from django.db import migrations

import conference.fields


class Migration(migrations.Migration):
    dependencies = [("receptions", "0009_held_back")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="before_word",
            field=conference.fields.EncryptedTextField(blank=True, default="", editable=False, max_length=8000),
        ),
    ]
