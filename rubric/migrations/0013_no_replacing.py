"""On SQLite a replacing insert deletes without the guard of a deletion, and puts in what it likes.

So a result that is there may not come again. PostgreSQL has no such insert.
"""

from django.db import migrations

NAME = "guard_result_insert"
CREATE = (
    f"CREATE TRIGGER {NAME} BEFORE INSERT ON rubric_assessment FOR EACH ROW WHEN EXISTS "
    "(SELECT 1 FROM rubric_assessment WHERE id = NEW.id OR token_digest = NEW.token_digest) "
    "BEGIN SELECT RAISE(ABORT, 'stored_result_is_immutable'); END"
)


def install(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(CREATE, params=None)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {NAME}", params=None)


class Migration(migrations.Migration):
    dependencies = [("rubric", "0012_revocation")]
    operations = [migrations.RunPython(install, remove)]
