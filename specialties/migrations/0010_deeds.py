from django.db import migrations, models

from specialties.migrations import _untouched as untouched


class Migration(migrations.Migration):
    dependencies = [
        ("specialties", "0009_second_content_rest"),
    ]

    operations = untouched.around(
        "specialties",
        "Axis",
        ("slug",),
        migrations.AddField(
            model_name="axis",
            name="deed",
            field=models.CharField(
                blank=True,
                help_text="What a log calls having done it, e.g. scanned.",
                max_length=20,
            ),
        ),
    )
