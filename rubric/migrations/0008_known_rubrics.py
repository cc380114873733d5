"""Rows of a questionnaire that came from before editions are known again if nobody edited them.

Such a row has no memory of its seeding, so it would count as edited for ever and stand in the way
of the statements that follow it. One that still says what the first content said gets its memory.
"""

import importlib
import json

from django.db import migrations

from rubric.migrations import _content_1 as content

digest = importlib.import_module("specialties.migrations.0006_second_content_marks").digest


def remember(apps, schema_editor):
    seeded = apps.get_model("specialties", "SeededRow").objects
    for name, marks in content.MARKS.items():
        label = f"rubric.{name.lower()}"
        for row in apps.get_model("rubric", name).objects.all():
            key = json.dumps(content.natural_key(name, row))
            if marks.get(key) == content.mark(name, row):
                seeded.get_or_create(model=label, natural_key=key, defaults={"digest": digest(row)})


class Migration(migrations.Migration):
    dependencies = [
        ("rubric", "0007_one_row_a_result"),
        ("specialties", "0009_second_content_rest"),
    ]
    operations = [migrations.RunPython(remember, migrations.RunPython.noop)]
