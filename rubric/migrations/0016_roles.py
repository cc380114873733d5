"""Three roles: who edits, who publishes, who lets people in."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

CONTENT_EDITOR, PUBLISHER, SITE_ADMIN = "content editor", "publisher", "site admin"
ALL = ("add", "change", "delete", "view")
WORKING_COPY = {
    "specialties": (
        *("source", "citation", "path", "statement", "stakeholder", "kpi", "failuremode", "note"),
        *("credential", "payfigure", "payyear", "question", "plantask", "planweek", "focusarea"),
        *("focuslink", "phrase", "axis", "specialtygroup", "wholefield", "specialty", "axislevel"),
        *("daysplit", "matchfigure", "route", "fit", "activity", "trainingfloor", "emphasisitem"),
        *("imagingshare", "timelinestep", "rotationtip"),
    ),
    "rubric": (
        *("rubric", "criterion", "weight", "criterionquestion", "axisitem"),
        *("persona", "personarating", "example", "examplerating"),
    ),
}
# Nobody is given anything about assessments, shares, plans and logs: they belong to readers.
# Who edits sees what an edit would do before readers meet it; who publishes lets it go live.
SEEING, PUBLISHING = [("rubric", "view_edition")], [("rubric", "add_edition")]
ACCOUNTS = [("auth", f"{deed}_{model}") for model in ("user", "group") for deed in ALL]


def roles():
    editing = [
        (app, f"{deed}_{model}")
        for app, models in WORKING_COPY.items()
        for model in models
        for deed in ALL
    ]
    return {
        CONTENT_EDITOR: editing + SEEING,
        PUBLISHER: editing + SEEING + PUBLISHING,
        SITE_ADMIN: editing + SEEING + PUBLISHING + ACCOUNTS,
    }


def make(apps, schema_editor):
    create(apps)
    groups = apps.get_model("auth", "Group").objects
    for name, codes in roles().items():
        group, is_new = groups.get_or_create(name=name)
        # A group that was there is somebody’s own: it keeps what it may.
        if is_new:
            group.permissions.set(found(apps, codes))


def create(apps: Apps):
    """Permissions come after all migrations; a role that is made within one needs them before."""
    for label in ("auth", *WORKING_COPY):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None


def found(apps, codes):
    permissions = apps.get_model("auth", "Permission").objects.select_related("content_type")
    wanted = set(codes)
    return [row for row in permissions if (row.content_type.app_label, row.codename) in wanted]


def take_back(apps, schema_editor):
    """A role goes only as it was made; one that somebody has changed is theirs."""
    for name, codes in roles().items():
        for group in apps.get_model("auth", "Group").objects.filter(name=name):
            may = set(group.permissions.values_list("content_type__app_label", "codename"))
            if may == set(codes):
                group.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("specialties", "0010_deeds"),
        ("rubric", "0015_health_report"),
    ]
    operations = [migrations.RunPython(make, take_back)]
