from django.db import migrations, models

from specialties.migrations import _untouched as untouched


class Migration(migrations.Migration):
    dependencies = [
        ("rubric", "0009_what_hangs_on_a_result"),
    ]

    operations = [
        *untouched.around(
            "rubric",
            "Persona",
            ("rubric.slug", "slug"),
            migrations.AddField(
                model_name="persona",
                name="person",
                field=models.CharField(
                    blank=True, help_text="The example by name, e.g. Ana.", max_length=20
                ),
            ),
        ),
    ]
