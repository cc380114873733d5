"""What the database itself refuses: changing an edition, or a result that was shown.

Pure text. A migration installs the guards; tests take them away for a moment.
"""

from collections.abc import Mapping

EDITION_MESSAGE = "edition_is_immutable"
RESULT_MESSAGE = "stored_result_is_immutable"

Guard = tuple[str, str, str, str]
RESULT_COLUMNS = ("token_digest", "rubric", "edition_id", "created_on", "ratings", "receipt")


def result_update(*more: str) -> Guard:
    """What of a stored result never changes: these columns and some more."""
    columns = (*RESULT_COLUMNS, *more)
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
    return "rubric_assessment", "UPDATE", changed, RESULT_MESSAGE


# Table, event, when to refuse, and the message. A replacing insert deletes without a deletion's
# guard on SQLite, so a number that is there, or lies below one that is, may not come again.
GUARDS: Mapping[str, Guard] = {
    "guard_edition_insert": (
        "rubric_edition",
        "INSERT",
        "EXISTS (SELECT 1 FROM rubric_edition WHERE number >= NEW.number)",
        EDITION_MESSAGE,
    ),
    "guard_edition_update": ("rubric_edition", "UPDATE", "1 = 1", EDITION_MESSAGE),
    "guard_edition_delete": ("rubric_edition", "DELETE", "1 = 1", EDITION_MESSAGE),
    "guard_result_update": result_update(),
}


def install(vendor: str, guards: Mapping[str, Guard] = GUARDS) -> list[str]:
    """The statements that put every guard in place on sqlite or postgresql."""
    create = _create_sqlite if vendor == "sqlite" else _create_postgresql
    return [statement for name, guard in guards.items() for statement in create(name, *guard)]


def remove(vendor: str) -> list[str]:
    """The statements that take every guard away again."""
    return [
        statement
        for name, (table, *_) in GUARDS.items()
        for statement in (
            [f"DROP TRIGGER IF EXISTS {name}"]
            if vendor == "sqlite"
            else [f"DROP TRIGGER IF EXISTS {name} ON {table}", f"DROP FUNCTION IF EXISTS {name}()"]
        )
    ]


def _create_sqlite(name: str, table: str, event: str, condition: str, message: str) -> list[str]:
    # SQLite before 3.39 knows the comparison that minds empty values only by this name.
    condition = condition.replace("IS DISTINCT FROM", "IS NOT")
    return [
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    ]


def _create_postgresql(
    name: str, table: str, event: str, condition: str, message: str
) -> list[str]:
    result = "OLD" if event == "DELETE" else "NEW"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{message}' "
        f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {result}; END $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
