"""Every edition says whether levels, weights or words moved since the one before it."""

from django.db import migrations, models

from rubric import changes, content
from rubric.migrations import _guards_3 as guards


def install(apps, schema_editor):
    for statement in guards.install(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def remove(apps, schema_editor):
    for statement in guards.remove(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def fill_in(apps, schema_editor):
    # Whatever has come since, every format that was ever stored is still read.
    editions = apps.get_model("rubric", "Edition").objects
    before = None
    for number in editions.order_by("number").values_list("number", flat=True):
        now = content.read(editions.values_list("content", flat=True).get(number=number))
        if before is not None:
            moved = changes.moved(content.diff(before, now))
            editions.filter(number=number).update(**moved._asdict())
        before = now


def leave(apps, schema_editor):
    """Undone, the columns go with what is in them."""


class Migration(migrations.Migration):
    dependencies = [("rubric", "0018_outcome")]
    operations = [
        # The table is made anew, and its guards would go with the old one.
        migrations.RunPython(remove, install),
        *(
            migrations.AddField(
                model_name="edition", name=name, field=models.BooleanField(default=False)
            )
            for name in ("moves_levels", "moves_weights", "moves_words")
        ),
        migrations.RunPython(fill_in, leave),
        migrations.RunPython(install, remove),
    ]
