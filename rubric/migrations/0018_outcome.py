from django.db import migrations, models
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from rubric.migrations import _guards_2, _guards_3


def fill(apps, schema_editor):
    """From the receipts, without decoding them here; a result of the first match has none."""
    found = Coalesce(KT("receipt__persona__slug"), KT("receipt__state"), models.Value(""))
    apps.get_model("rubric", "Assessment").objects.update(outcome=found)


def guarded_by(guards):
    def step(apps, schema_editor):
        vendor = schema_editor.connection.vendor
        for statement in (*guards.remove(vendor), *guards.install(vendor)):
            schema_editor.execute(statement, params=None)

    return step


class Migration(migrations.Migration):
    dependencies = [("rubric", "0017_history")]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="outcome",
            field=models.SlugField(
                db_index=False,
                help_text=(
                    "Its persona or the state of its match, copied from the receipt to be counted."
                ),
                null=True,
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        # From now on it never changes either.
        migrations.RunPython(guarded_by(_guards_3), guarded_by(_guards_2)),
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(fields=["created_on", "rubric", "outcome"], name="assessment_count"),
        ),
    ]
