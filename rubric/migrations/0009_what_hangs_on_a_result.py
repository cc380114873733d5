import django.db.models.deletion
from django.db import migrations, models

from specialties.migrations import _untouched as untouched


class Migration(migrations.Migration):
    dependencies = [
        ("rubric", "0008_known_rubrics"),
        ("specialties", "0010_deeds"),
    ]

    operations = [
        migrations.CreateModel(
            name="CriterionQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "verbose_name": "question for an interview",
                "verbose_name_plural": "questions for an interview",
                "ordering": ("criterion", "question__order"),
            },
        ),
        migrations.CreateModel(
            name="Example",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField()),
                ("order", models.PositiveSmallIntegerField()),
                ("name", models.CharField(help_text="e.g. Mara, third year", max_length=60)),
                ("who", models.CharField(help_text="Whom it describes.", max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("clear", "a clear first"),
                            ("no-clear-first", "no clear first"),
                            ("no-fit", "no fit"),
                            ("unsettled", "Unsettled"),
                            ("too-few", "too few"),
                            ("no-direction", "no direction"),
                        ],
                        help_text="How it has to come out; checked before publishing.",
                        max_length=16,
                    ),
                ),
            ],
            options={
                "ordering": ("rubric", "order"),
            },
        ),
        migrations.CreateModel(
            name="ExampleRating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
            options={
                "ordering": ("example", "criterion__order"),
            },
        ),
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(help_text="The form that it came from.", max_length=43)),
                ("on", models.DateField()),
                ("place", models.SlugField(help_text="A specialty or a focus area.")),
                ("liked", models.BooleanField()),
                ("deeds", models.JSONField(help_text="The axes of what was done.")),
                ("line", models.CharField(blank=True, max_length=140)),
            ],
            options={
                "verbose_name_plural": "log entries",
                "ordering": ("on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField()),
                (
                    "done",
                    models.JSONField(default=list, help_text="The keys of the tasks ticked off."),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Share",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(help_text="What its token is derived with.", max_length=43),
                ),
                ("token_digest", models.CharField(max_length=64, unique=True)),
                ("label", models.CharField(max_length=60)),
                (
                    "scope",
                    models.CharField(
                        choices=[("outcome", "outcome only"), ("answers", "with my answers")],
                        max_length=8,
                    ),
                ),
                ("with_plan", models.BooleanField(default=False)),
                ("with_log", models.BooleanField(default=False)),
                ("created_on", models.DateField()),
                ("expires_on", models.DateField(help_text="Last day it opens.")),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.AddField(
            model_name="assessment",
            name="previous",
            field=models.ForeignKey(
                help_text="The result that was answered again.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="later",
                to="rubric.assessment",
            ),
        ),
        *untouched.around(
            "rubric",
            "Criterion",
            ("rubric.slug", "key"),
            migrations.AddField(
                model_name="criterion",
                name="look_for",
                field=models.CharField(
                    blank=True, help_text="What to write down when trying it out.", max_length=200
                ),
            ),
            migrations.AddField(
                model_name="criterion",
                name="trial",
                field=models.CharField(
                    blank=True,
                    help_text="How to try it out: a task, or for axes a blunt question to ask at work.",
                    max_length=200,
                ),
            ),
            migrations.AddField(
                model_name="criterion",
                name="week",
                field=models.PositiveSmallIntegerField(
                    blank=True,
                    help_text="The week of a plan, 1 to 4, that its task fits.",
                    null=True,
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("week__gte", 1), ("week__lte", 4)), ("week", None), _connector="OR"
                ),
                name="criterion_week_between_1_and_4",
                violation_error_message="A plan has four weeks, 1 to 4.",
            ),
        ),
        migrations.AddField(
            model_name="criterionquestion",
            name="criterion",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="asks",
                to="rubric.criterion",
            ),
        ),
        migrations.AddField(
            model_name="criterionquestion",
            name="question",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="specialties.question",
            ),
        ),
        migrations.AddField(
            model_name="example",
            name="rubric",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="examples",
                to="rubric.rubric",
            ),
        ),
        migrations.AddField(
            model_name="examplerating",
            name="criterion",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="rubric.criterion"
            ),
        ),
        migrations.AddField(
            model_name="examplerating",
            name="example",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="ratings",
                to="rubric.example",
            ),
        ),
        migrations.AddField(
            model_name="logentry",
            name="assessment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="log",
                to="rubric.assessment",
            ),
        ),
        migrations.AddField(
            model_name="plan",
            name="assessment",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="plan",
                to="rubric.assessment",
            ),
        ),
        migrations.AddField(
            model_name="share",
            name="assessment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="shares",
                to="rubric.assessment",
            ),
        ),
        migrations.AddConstraint(
            model_name="criterionquestion",
            constraint=models.UniqueConstraint(
                fields=("criterion", "question"), name="criterion_question_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="example",
            constraint=models.UniqueConstraint(fields=("rubric", "slug"), name="example_slug_once"),
        ),
        migrations.AddConstraint(
            model_name="examplerating",
            constraint=models.UniqueConstraint(
                fields=("example", "criterion"), name="example_rating_once_per_criterion"
            ),
        ),
        migrations.AddConstraint(
            model_name="examplerating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("value__gte", 1), ("value__lte", 5)), ("value", None), _connector="OR"
                ),
                name="example_rating_between_1_and_5",
            ),
        ),
        migrations.AddConstraint(
            model_name="logentry",
            constraint=models.UniqueConstraint(
                fields=("assessment", "key"), name="log_entry_key_once"
            ),
        ),
        migrations.AddIndex(
            model_name="share",
            index=models.Index(fields=["expires_on"], name="share_expiry"),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.UniqueConstraint(fields=("assessment", "key"), name="share_key_once"),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                condition=models.Q(("scope__in", ("outcome", "answers"))),
                name="share_scope_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_on__gte", models.F("created_on"))),
                name="share_expires_after_its_day",
            ),
        ),
    ]
