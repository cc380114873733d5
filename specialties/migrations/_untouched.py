"""A table gets columns: its seeded rows that nobody has edited stay known as such.

What a row is known by counts every column, so it is worked out again once the columns are there.
"""

import importlib

from django.db import migrations

before = importlib.import_module("specialties.migrations.0006_second_content_marks")


def around(app, name, key, *operations):
    """The operations with what marks the rows of a model before them and knows them after.

    `key`: the natural key, with points between the names of what a row belongs to.
    """
    label = f"{app}.{name.lower()}"

    def rows(apps):
        return apps.get_model(app, name).objects.all()

    def seeded(apps, row):
        found = apps.get_model("specialties", "SeededRow").objects
        return found.filter(model=label, natural_key=before.natural_key(row, key))

    def mark(apps, schema_editor):
        for row in rows(apps):
            seeded(apps, row).filter(digest=before.digest(row)).update(digest=before.MARK)

    def know(apps, schema_editor):
        for row in rows(apps):
            seeded(apps, row).filter(digest=before.MARK).update(digest=before.digest(row))

    # Undone, the two change places.
    return [migrations.RunPython(mark, know), *operations, migrations.RunPython(know, mark)]
