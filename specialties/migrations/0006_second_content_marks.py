"""Before tables change: mark the seeded rows that nobody has edited, so they can be known after."""

import hashlib
import json

from django.db import migrations

MARK = "untouched"
# The models whose columns change, with the natural key that they have until now.
CHANGED = {
    "Specialty": ("slug",),
    "AxisLevel": ("specialty.slug", "axis.slug"),
    "MatchFigure": ("specialty.slug",),
    "Activity": ("specialty.slug", "kind", "name"),
}


def natural_key(row, names):
    values = []
    for name in names:
        value = row
        for part in name.split("."):
            value = getattr(value, part)
        values.append(value)
    return json.dumps(values)


def plain(value):
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)


# A column that goes away does not count for how a row will look.
GONE = {"parent_id"}


def digest(row, *, without=frozenset()):
    values = {
        field.attname: field.get_prep_value(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if not field.primary_key and field.attname not in without
    }
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=plain).encode()).hexdigest()


def mark(apps, schema_editor):
    seeded = apps.get_model("specialties", "SeededRow").objects
    for name, key in CHANGED.items():
        for row in apps.get_model("specialties", name).objects.all():
            seeded.filter(
                model=f"specialties.{name.lower()}",
                natural_key=natural_key(row, key),
                digest=digest(row),
            ).update(digest=MARK)


class Migration(migrations.Migration):
    dependencies = [("specialties", "0005_one_table_each")]
    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
