from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("specialties", "0008_second_content_carry_over")]

    operations = [
        migrations.RemoveField(
            model_name="specialty",
            name="parent",
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("frequency__in", ("daily", "common", "occasional", "depends", "unstated"))
                ),
                name="activity_frequency_is_known",
            ),
        ),
    ]
