from django.db import migrations

from rubric.migrations import _version_guards as guards


def install(apps, schema_editor):
    for statement in guards.FIRST.install(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def remove(apps, schema_editor):
    for statement in guards.FIRST.remove(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("rubric", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
