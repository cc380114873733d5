"""What the database itself refuses: changing a published version or a shown result.

Pure text. One statement list for each database; the migration runs it, tests undo it.
"""

# A row of these tables belongs to a rubric version; the query finds its primary key.
PARTS = {
    "rubric_criterion": "{row}.rubric_id",
    "rubric_weight": ("(SELECT rubric_id FROM rubric_criterion WHERE id = {row}.criterion_id)"),
    "rubric_persona": "{row}.rubric_id",
    "rubric_personarating": "(SELECT rubric_id FROM rubric_persona WHERE id = {row}.persona_id)",
}
# Only the way forward: a draft is published, a published version retired.
FROZEN_RUBRIC = (
    "OLD.status <> 'draft' AND (NEW.slug <> OLD.slug OR NEW.version <> OLD.version"
    " OR NEW.kind <> OLD.kind OR NEW.title <> OLD.title OR NEW.lede <> OLD.lede"
    " OR NEW.minutes <> OLD.minutes OR NEW.band <> OLD.band OR NEW.clear_from <> OLD.clear_from"
    " OR NEW.low_total <> OLD.low_total OR NEW.high_total <> OLD.high_total"
    " OR NEW.published_on <> OLD.published_on"
    " OR NOT (NEW.status = OLD.status OR (OLD.status = 'published' AND NEW.status = 'retired')))"
)
FROZEN_RESULT = "NEW.rubric_id <> OLD.rubric_id OR NEW.created_on <> OLD.created_on OR {receipt}"
MESSAGES = {
    "version": "rubric_version_is_immutable",
    "result": "stored_result_is_immutable",
}


def _part_condition(table: str, row: str) -> str:
    rubric = PARTS[table].format(row=row)
    # Only names of our own tables are put together here.
    return f"EXISTS (SELECT 1 FROM rubric_rubric WHERE id = {rubric} AND status <> 'draft')"  # noqa: S608


def _triggers() -> list[tuple[str, str, str, str, str]]:
    """Name, event, table, condition and message of every guard."""
    found = [
        ("guard_rubric_update", "UPDATE", "rubric_rubric", FROZEN_RUBRIC, "version"),
        ("guard_rubric_delete", "DELETE", "rubric_rubric", "OLD.status <> 'draft'", "version"),
        ("guard_result_update", "UPDATE", "rubric_assessment", FROZEN_RESULT, "result"),
        ("guard_rating_update", "UPDATE", "rubric_rating", "1 = 1", "result"),
    ]
    for table in PARTS:
        for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            condition = _part_condition(table, row)
            found.append((f"guard_{table}_{event.lower()}", event, table, condition, "version"))
    return found


def install(vendor: str) -> list[str]:
    """The statements that put every guard in place on sqlite or postgresql."""
    if vendor == "sqlite":
        return [_create_sqlite(*trigger) for trigger in _triggers()]
    return [text for trigger in _triggers() for text in _create_postgresql(*trigger)]


def remove(vendor: str) -> list[str]:
    """The statements that take every guard away again."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name, *_ in _triggers()]
    return [
        statement
        for name, _, table, *_ in _triggers()
        for statement in (
            f"DROP TRIGGER IF EXISTS {name} ON {table}",
            f"DROP FUNCTION IF EXISTS {name}()",
        )
    ]


def _create_sqlite(name: str, event: str, table: str, condition: str, message: str) -> str:
    condition = condition.format(receipt="NEW.receipt <> OLD.receipt")
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGES[message]}'); END"
    )


def _create_postgresql(
    name: str, event: str, table: str, condition: str, message: str
) -> tuple[str, str]:
    condition = condition.format(receipt="NEW.receipt IS DISTINCT FROM OLD.receipt")
    result = "OLD" if event == "DELETE" else "NEW"
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{MESSAGES[message]}' "
        f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {result}; END $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    )
