import django.db.models.deletion
from django.db import migrations, models

SECTIONS = [
    ("mission", "Mission"),
    ("responsibilities", "Responsibilities"),
    ("stakeholders", "Stakeholders"),
    ("kpis", "KPIs"),
    ("schedule", "Schedule"),
    ("failure-modes", "Failure Modes"),
    ("credentials", "Credentials"),
    ("pay", "Pay"),
    ("rationale", "Rationale"),
    ("limits", "Limits"),
    ("match-limits", "limits of a match"),
    ("day", "how the day divides"),
    ("activities", "what fills the day"),
    ("emphasis", "where the probe goes"),
    ("shares", "share of imaging"),
    ("counted", "what has been counted"),
    ("probe", "who holds the probe"),
    ("axes", "the five axes"),
]


class Migration(migrations.Migration):
    """Make room for every note and question in one table each."""

    dependencies = [("specialties", "0002_specialties")]

    operations = [
        migrations.AddField(
            model_name="note",
            name="specialty",
            field=models.ForeignKey(
                blank=True,
                help_text="For a note on the page of one specialty; empty: on every page.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notes",
                to="specialties.specialty",
            ),
        ),
        migrations.AlterField(
            model_name="note",
            name="section",
            field=models.CharField(choices=SECTIONS, max_length=16),
        ),
        migrations.AlterField(
            model_name="question",
            name="kind",
            field=models.CharField(
                choices=[
                    ("faq", "FAQ"),
                    ("hiring", "what a hiring manager looks for"),
                    ("interview", "to ask in an interview"),
                    ("specialties", "asked about specialties"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="question",
            name="topic",
            field=models.CharField(blank=True, max_length=80),
        ),
        # Its own source becomes the first of its citations.
        migrations.AlterField(
            model_name="question",
            name="source",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="specialties.source",
            ),
        ),
    ]
