from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("specialties", "0004_carry_over")]

    operations = [
        migrations.RemoveField(model_name="question", name="source"),
        migrations.DeleteModel(name="SpecialtyCitation"),
        migrations.DeleteModel(name="SpecialtyNote"),
        migrations.DeleteModel(name="SpecialtyQuestion"),
    ]
