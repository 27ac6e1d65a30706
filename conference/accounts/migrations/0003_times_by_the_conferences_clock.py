from __future__ import annotations

from django.db import migrations, models

import conference.core.clock


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_role_right")]

    # Who fills the fields changes, not the columns: the tables need not be made anew on SQLite.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name=model,
                    name=name,
                    field=models.DateTimeField(default=conference.core.clock.now, editable=False),
                )
                for model, name in (("rolegrant", "granted_at"), ("user", "created_at"))
            ]
        )
    ]
