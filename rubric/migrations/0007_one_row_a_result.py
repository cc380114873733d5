import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from rubric.migrations import _guards_1 as guards


def install(apps, schema_editor):
    for statement in guards.install(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def remove(apps, schema_editor):
    for statement in guards.remove(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    """Take away what editions replaced, and guard what must never change."""

    dependencies = [("rubric", "0006_carry_over")]
    # What was published is carried over from the library as its tables were then.
    run_before = [("specialties", "0006_second_content_marks")]

    operations = [
        migrations.DeleteModel(name="Rating"),
        migrations.RemoveConstraint("assessment", "assessment_expires_unless_example"),
        migrations.RemoveField(model_name="assessment", name="example_of"),
        migrations.RemoveField(model_name="assessment", name="version"),
        migrations.AlterField(
            model_name="assessment",
            name="edition",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assessments",
                to="rubric.edition",
            ),
        ),
        migrations.AlterField(
            model_name="assessment",
            name="expires_on",
            field=models.DateField(help_text="Last day it opens."),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=Q(expires_on__gte=F("created_on")),
                name="assessment_expires_after_its_day",
            ),
        ),
        migrations.RemoveConstraint("rubric", "rubric_version_once"),
        migrations.RemoveConstraint("rubric", "rubric_one_published_version"),
        migrations.RemoveConstraint("rubric", "rubric_status_is_known"),
        migrations.RemoveConstraint("rubric", "rubric_published_has_a_date"),
        migrations.AlterModelOptions(name="rubric", options={"ordering": ("order",)}),
        migrations.RemoveField(model_name="rubric", name="version"),
        migrations.RemoveField(model_name="rubric", name="status"),
        migrations.RemoveField(model_name="rubric", name="published_on"),
        migrations.AlterField(
            model_name="rubric", name="slug", field=models.SlugField(unique=True)
        ),
        migrations.AlterField(
            model_name="rubric",
            name="order",
            field=models.PositiveSmallIntegerField(
                help_text="Position on the front page.", unique=True
            ),
        ),
        migrations.RunPython(install, remove),
    ]
