from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rubric", "0014_checksum"),
    ]

    operations = [
        migrations.CreateModel(
            name="HealthReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "digest",
                    models.CharField(help_text="Of the content.", max_length=64, unique=True),
                ),
                ("made_on", models.DateField()),
                (
                    "figures",
                    models.TextField(
                        help_text="Counts of made-up sheets, and how many results change."
                    ),
                ),
            ],
        ),
    ]
