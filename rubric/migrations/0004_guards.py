from django.db import migrations

from rubric.migrations import _version_guards as guards


def install(apps, schema_editor):
    for statement in guards.CURRENT.install(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def remove(apps, schema_editor):
    for statement in guards.CURRENT.remove(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("rubric", "0003_axes")]
    operations = [migrations.RunPython(install, remove)]
