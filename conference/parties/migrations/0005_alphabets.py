"""Names are ordered by their language's alphabet, and searched by a key of their own."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.db import migrations, models

BY_HAND = ("en", "fr", "es")  # what was entered for other languages stood in for their alphabets


def carry_over(apps: Any, schema_editor: Any) -> None:
    """Keep the spellings by which names were placed by hand. The keys themselves are made after migrating (names.py)."""
    rows = apps.get_model("parties", "PartyName").objects.filter(language__in=BY_HAND).exclude(sort="")
    for name in rows:
        if name.sort != _folded(name.short):
            name.sorts_as = name.sort
            name.save(update_fields=["sorts_as"])


def _folded(text: str) -> str:
    plain = text.replace("Đ", "D").replace("đ", "d").replace("’", "").replace("'", "")
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold().strip()


class Migration(migrations.Migration):
    dependencies = [("parties", "0004_organizations_spelling")]

    operations = [
        migrations.AddField(
            model_name="partyname",
            name="sorts_as",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Only where lists place the name by another spelling. Empty: the short name.",
                max_length=160,
                verbose_name="sorts as",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="partyname",
            name="search",
            field=models.CharField(blank=True, default="", editable=False, max_length=160),
            preserve_default=False,
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="partyname",
            name="sort",
            field=models.CharField(blank=True, editable=False, max_length=600),
        ),
        migrations.AlterField(
            model_name="party",
            name="en_sort",
            field=models.CharField(editable=False, max_length=600),
        ),
    ]
