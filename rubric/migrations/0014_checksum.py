"""A checksum beside each result, which never changes either; that of an older one is worked out."""

import hashlib
import importlib
import json

import msgspec
from django.db import migrations, models

from rubric.migrations import _guards_1, _guards_2

AT_ONCE = 500
no_replacing = importlib.import_module("rubric.migrations.0013_no_replacing")


def run(schema_editor, statements):
    for statement in statements:
        schema_editor.execute(statement, params=None)


def take_away(guards):
    # SQLite writes a table anew to add or drop a column, and loses its triggers with the old one.
    def step(apps, schema_editor):
        run(schema_editor, guards.remove(schema_editor.connection.vendor))
        no_replacing.remove(apps, schema_editor)

    return step


def put_back(guards):
    def step(apps, schema_editor):
        run(schema_editor, guards.install(schema_editor.connection.vendor))
        no_replacing.install(apps, schema_editor)

    return step


def checksum(edition, rubric, ratings, receipt):
    said = [edition, rubric, json.loads(ratings), json.loads(receipt)]
    return hashlib.sha256(msgspec.json.encode(said, order="sorted")).hexdigest()


def fill(apps, schema_editor):
    # Read as text and stored by key: through the model each row would cost ten times as long.
    text = "::text" if schema_editor.connection.vendor == "postgresql" else ""
    with schema_editor.connection.cursor() as cursor:
        last = 0
        while True:
            cursor.execute(
                f"SELECT id, edition_id, rubric, ratings{text}, receipt{text} "  # noqa: S608
                "FROM rubric_assessment WHERE id > %s ORDER BY id LIMIT %s",
                [last, AT_ONCE],
            )
            rows = cursor.fetchall()
            if not rows:
                return
            cursor.executemany(
                "UPDATE rubric_assessment SET checksum = %s WHERE id = %s",
                [(checksum(*said), pk) for pk, *said in rows],
            )
            last = rows[-1][0]


class Migration(migrations.Migration):
    dependencies = [("rubric", "0013_no_replacing")]

    operations = [
        migrations.RunPython(take_away(_guards_1), put_back(_guards_1)),
        migrations.AddField(
            "assessment",
            "checksum",
            models.CharField(
                default="", help_text="Of edition, rubric, ratings, receipt.", max_length=64
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(put_back(_guards_2), take_away(_guards_2)),
    ]
