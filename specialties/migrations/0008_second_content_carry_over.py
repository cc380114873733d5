"""What stood in the old columns moves into the new tables.

A seeded row that was marked as untouched is known by its new columns from here on, so that it
still follows the fixtures.
"""

import importlib
import json

from django.db import migrations

marks = importlib.import_module("specialties.migrations.0006_second_content_marks")


def carry_over(apps, schema_editor):
    get = lambda name: apps.get_model("specialties", name).objects  # noqa: E731
    seeded = get("SeededRow")
    for child in get("Specialty").exclude(parent=None):
        route = get("Route").create(
            specialty=child, after_id=child.parent_id, source_id=child.source_id, order=1
        )
        # Nobody has edited it as a route yet.
        if seeded.filter(
            model="specialties.specialty", natural_key=json.dumps([child.slug])
        ).exists():
            key = json.dumps([child.slug, child.parent.slug])
            seeded.create(model="specialties.route", natural_key=key, digest=marks.digest(route))
    get("Activity").filter(frequency="").update(frequency="unstated")
    for name, key in marks.CHANGED.items():
        label = f"specialties.{name.lower()}"
        for row in get(name).all():
            known = seeded.filter(model=label, natural_key=marks.natural_key(row, key))
            if name == "MatchFigure":
                new_key = json.dumps([row.specialty.slug, row.year, row.label])
                known.update(natural_key=new_key)
                known = seeded.filter(model=label, natural_key=new_key)
            known.filter(digest=marks.MARK).update(digest=marks.digest(row, without=marks.GONE))


class Migration(migrations.Migration):
    dependencies = [("specialties", "0007_second_content_tables")]
    operations = [migrations.RunPython(carry_over)]
