import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import specialties.models.fields


class Migration(migrations.Migration):
    dependencies = [
        ("specialties", "0006_second_content_marks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Fit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(help_text="Position on the page.")),
                (
                    "kind",
                    models.CharField(
                        choices=[("fit", "what it fits"), ("warning", "a warning")],
                        default="fit",
                        max_length=7,
                    ),
                ),
                (
                    "text",
                    models.CharField(
                        help_text="After “if you want”; for a warning a sentence of its own.",
                        max_length=200,
                    ),
                ),
            ],
            options={
                "ordering": ("specialty__order", "order"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PayYear",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(unique=True)),
                ("p10", models.PositiveIntegerField(verbose_name="10th percentile")),
                ("p25", models.PositiveIntegerField(verbose_name="25th percentile")),
                ("p50", models.PositiveIntegerField(verbose_name="median")),
                ("p75", models.PositiveIntegerField(verbose_name="75th percentile")),
                ("p90", models.PositiveIntegerField(verbose_name="90th percentile")),
                ("jobs", models.PositiveIntegerField(blank=True, null=True)),
            ],
            options={
                "ordering": ("year",),
            },
        ),
        migrations.CreateModel(
            name="Route",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(help_text="Position on the page.")),
                (
                    "years",
                    models.CharField(blank=True, help_text="After medical school.", max_length=60),
                ),
                ("text", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ("specialty__order", "order"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WholeField",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(unique=True)),
                ("name", models.CharField(max_length=60, unique=True)),
                ("ultrasound", specialties.models.fields.LevelField(verbose_name="ultrasound use")),
                (
                    "imaging",
                    specialties.models.fields.LevelField(verbose_name="other imaging reliance"),
                ),
                (
                    "procedures",
                    specialties.models.fields.LevelField(verbose_name="procedural intensity"),
                ),
                (
                    "day_procedures",
                    models.PositiveSmallIntegerField(
                        verbose_name="of the day: procedures, in percent"
                    ),
                ),
                (
                    "day_imaging",
                    models.PositiveSmallIntegerField(
                        verbose_name="of the day: imaging, in percent"
                    ),
                ),
                (
                    "day_thinking",
                    models.PositiveSmallIntegerField(
                        verbose_name="of the day: thinking, in percent"
                    ),
                ),
                (
                    "guide_order",
                    models.PositiveSmallIntegerField(
                        unique=True, verbose_name="row of the guide’s table"
                    ),
                ),
            ],
            options={
                "ordering": ("guide_order",),
            },
        ),
        migrations.AlterModelOptions(
            name="matchfigure",
            options={"ordering": ("specialty__order", "order")},
        ),
        migrations.RemoveConstraint(
            model_name="activity",
            name="activity_frequency_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="matchfigure",
            name="match_fill_is_a_percentage",
        ),
        migrations.RemoveConstraint(
            model_name="specialty",
            name="specialty_not_its_own_parent",
        ),
        migrations.AddField(
            model_name="axislevel",
            name="basis",
            field=models.CharField(
                default="o",
                help_text="t: the guide’s table of levels; d: the guide’s split of the day; s: what the guide says on who scans; p: the guide’s text, read by us; o: our reading",
                max_length=5,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[tdspo]+\\Z", "Use only the letters named here."
                    )
                ],
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="axislevel",
            name="reason",
            field=models.CharField(
                blank=True, help_text="In words, for the reader.", max_length=120
            ),
        ),
        migrations.AddField(
            model_name="matchfigure",
            name="applicants",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="matchfigure",
            name="detail",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="matchfigure",
            name="label",
            field=models.CharField(
                default="residency", help_text="Which positions, e.g. residency.", max_length=60
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="matchfigure",
            name="order",
            field=models.PositiveSmallIntegerField(default=1, help_text="Position on the page."),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="activity",
            name="frequency",
            field=models.CharField(
                choices=[
                    ("daily", "Daily"),
                    ("common", "Common"),
                    ("occasional", "Occasional"),
                    ("depends", "depends on the program or subspecialty"),
                    ("unstated", "nobody says how often"),
                ],
                default="",
                help_text="How often; it has to be said, even that nobody says it.",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="axis",
            name="gist",
            field=models.CharField(help_text="Its word in charts, e.g. probe.", max_length=60),
        ),
        migrations.AlterField(
            model_name="matchfigure",
            name="fill",
            field=models.DecimalField(
                blank=True,
                decimal_places=1,
                max_digits=4,
                null=True,
                verbose_name="filled, in percent",
            ),
        ),
        migrations.AlterField(
            model_name="matchfigure",
            name="specialty",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, to="specialties.specialty"
            ),
        ),
        migrations.AlterField(
            model_name="note",
            name="section",
            field=models.CharField(
                choices=[
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
                    ("axes", "the axes"),
                    ("hiring", "what a hiring manager looks for"),
                    ("phrases", "words to use"),
                    ("work", "a sonographer’s working life"),
                    ("specialties", "what the specialties differ in"),
                    ("rotations", "Rotations"),
                    ("evidence", "what is known about questionnaires"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="statement",
            name="kind",
            field=models.CharField(
                choices=[
                    ("scope", "Scope"),
                    ("responsibility", "Responsibility"),
                    ("trade-off", "Trade Off"),
                    ("deliverable", "Deliverable"),
                    ("schedule", "Schedule"),
                    ("advancement", "Advancement"),
                    ("challenge", "Challenge"),
                    ("lead", "Lead"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="axislevel",
            constraint=models.CheckConstraint(
                condition=models.Q(("basis", ""), _negated=True), name="axis_level_has_a_basis"
            ),
        ),
        migrations.AddConstraint(
            model_name="matchfigure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fill", None), models.Q(("fill__gte", 0), ("fill__lte", 100)), _connector="OR"
                ),
                name="match_fill_is_a_percentage",
            ),
        ),
        migrations.AddConstraint(
            model_name="matchfigure",
            constraint=models.UniqueConstraint(
                fields=("specialty", "year", "label"), name="match_figure_once_per_year"
            ),
        ),
        migrations.AddField(
            model_name="fit",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="specialties.source"
            ),
        ),
        migrations.AddField(
            model_name="fit",
            name="specialty",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, to="specialties.specialty"
            ),
        ),
        migrations.AddField(
            model_name="payyear",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="specialties.source"
            ),
        ),
        migrations.AddField(
            model_name="route",
            name="after",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty: a residency of its own.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="leads_to",
                to="specialties.specialty",
            ),
        ),
        migrations.AddField(
            model_name="route",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="specialties.source"
            ),
        ),
        migrations.AddField(
            model_name="route",
            name="specialty",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, to="specialties.specialty"
            ),
        ),
        migrations.AddField(
            model_name="wholefield",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="specialties.source"
            ),
        ),
        migrations.AddField(
            model_name="specialty",
            name="field",
            field=models.ForeignKey(
                blank=True,
                help_text="For a track: the row of the guide that covers it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tracks",
                to="specialties.wholefield",
            ),
        ),
        migrations.AddConstraint(
            model_name="fit",
            constraint=models.UniqueConstraint(
                fields=("specialty", "order"), name="fit_once_per_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="fit",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("fit", "warning"))), name="fit_kind_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="payyear",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("p10__lte", models.F("p25")),
                    ("p25__lte", models.F("p50")),
                    ("p50__lte", models.F("p75")),
                    ("p75__lte", models.F("p90")),
                ),
                name="pay_percentiles_rise",
                violation_error_message="The percentiles rise from the 10th to the 90th.",
            ),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.UniqueConstraint(fields=("specialty", "after"), name="route_once"),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.UniqueConstraint(
                condition=models.Q(("after", None)),
                fields=("specialty",),
                name="route_of_its_own_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("after", None),
                    models.Q(("after", models.F("specialty")), _negated=True),
                    _connector="OR",
                ),
                name="route_not_after_itself",
                violation_error_message="A specialty cannot come after itself.",
            ),
        ),
        migrations.AddConstraint(
            model_name="wholefield",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ultrasound__gte", 1),
                    ("ultrasound__lte", 6),
                    ("imaging__gte", 1),
                    ("imaging__lte", 6),
                    ("procedures__gte", 1),
                    ("procedures__lte", 6),
                ),
                name="whole_field_levels_are_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="wholefield",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "day_procedures",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.Value(100), "-", models.F("day_imaging")
                            ),
                            "-",
                            models.F("day_thinking"),
                        ),
                    )
                ),
                name="whole_field_day_adds_up_to_100",
                violation_error_message="The three parts of the day add up to 100.",
            ),
        ),
    ]
