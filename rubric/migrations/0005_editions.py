import django.db.models.deletion
from django.db import migrations, models

from rubric.migrations import _version_guards


def remove(apps, schema_editor):
    for statement in _version_guards.CURRENT.remove(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def install(apps, schema_editor):
    for statement in _version_guards.CURRENT.install(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    """Make room for editions, and for ratings beside the receipt that they led to."""

    dependencies = [
        ("rubric", "0004_guards"),
        ("specialties", "0005_one_table_each"),
    ]

    operations = [
        migrations.RunPython(remove, install),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("published_on", models.DateField()),
                ("published_by", models.CharField(blank=True, max_length=150)),
                (
                    "note",
                    models.CharField(
                        help_text="What is different, in a sentence or two.", max_length=500
                    ),
                ),
                ("content", models.TextField()),
                ("digest", models.CharField(max_length=64)),
            ],
            options={"ordering": ("-number",)},
        ),
        migrations.AddField(
            model_name="rubric",
            name="order",
            field=models.PositiveSmallIntegerField(
                help_text="Position on the front page.", null=True
            ),
        ),
        migrations.AddField(
            model_name="rubric",
            name="audience",
            field=models.CharField(
                default="", help_text="Its name in the menu: whom it asks.", max_length=30
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="rubric",
            name="invitation",
            field=models.CharField(
                default="", help_text="What stands on its door on the front page.", max_length=200
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="rubric",
            name="call",
            field=models.CharField(
                default="", help_text="The words on the button of its door.", max_length=40
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="rubric",
            name="shelf",
            field=models.CharField(
                choices=[("paths", "the two paths"), ("specialties", "Specialties")],
                default="paths",
                help_text="The part of the library that leads to it.",
                max_length=12,
            ),
            preserve_default=False,
        ),
        # Its name would stand in the way of the new field.
        migrations.AlterField(
            model_name="rating",
            name="assessment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="rubric.assessment",
            ),
        ),
        migrations.RenameField(model_name="assessment", old_name="rubric", new_name="version"),
        migrations.AlterField(
            model_name="assessment",
            name="version",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assessments",
                to="rubric.rubric",
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="rubric",
            field=models.SlugField(db_index=False, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="assessment",
            name="edition",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assessments",
                to="rubric.edition",
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="ratings",
            field=models.JSONField(
                default=dict, help_text="Each 1 to 5, or null: doesn’t matter to me."
            ),
            preserve_default=False,
        ),
    ]
