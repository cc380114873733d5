"""The style sheet against what it styles: nothing unused, nothing undefined, nothing forbidden."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
# The admin has the classes of Django's own sheet.
TEMPLATES = [
    file for file in sorted((ROOT / "templates").rglob("*.html")) if "admin" not in file.parts
]
TAGS = sorted(ROOT.glob("*/templatetags/*.py"))

TAG = re.compile(r"{%.*?%}|{#.*?#}", re.DOTALL)
VARIABLE = re.compile(r"{{(.*?)}}", re.DOTALL)
CLASS_ATTRIBUTE = re.compile(r'\bclass="([^"]*)"')
# What a variable inside a class attribute may stand for. A variable that is not named here fails.
VALUES = {
    "bar.tone": ("act", "gen", "ha", "hollow", "hs"),
    "cell.fill": ("f-gen", "f-hs"),
    "cell.glyph": ("gen", "spec"),
    "it.fill": ("f-gen", "f-hs"),
    "it.glyph": ("gen", "spec"),
    "row.fill": ("f-gen", "f-hs"),
    "row.glyph": ("gen", "spec"),
    "row.kind": ("gen", "spec"),
    # The patterns in the template tags.
    "%s": ("f-act", "f-ha", "k k-away"),
}
# One, because a selected rating must outdo the color of a hovered one.
MOST_IMPORTANT = 1


def without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def selectors(css: str) -> Iterable[str]:
    """Everything that stands before a brace and is no at-rule."""
    for found in re.findall(r"([^{};]+)\{", without_comments(css)):
        if not found.strip().startswith("@"):
            yield found


def css_classes(css: str) -> set[str]:
    # What stands in brackets or quotes is an attribute's value.
    return {
        name
        for selector in selectors(css)
        for name in re.findall(r"\.(-?[a-zA-Z_][\w-]*)", re.sub(r"\[[^\]]*\]", "", selector))
    }


def expand(value: str) -> set[str]:
    """The classes that an attribute can hold, whichever branch a template takes."""
    value = TAG.sub(" ", hide_quotes(value))
    values = {value}
    for variable in VARIABLE.findall(value):
        if variable.strip() not in VALUES:
            raise KeyError(f"say in VALUES what {{{{{variable}}}}} may be in a class")
        values = {
            one.replace(f"{{{{{variable}}}}}", end)
            for one in values
            for end in VALUES[variable.strip()]
        }
    return {name for one in values for name in one.split()}


def hide_quotes(value: str) -> str:
    return value.replace("\x00", '"')


def template_classes(html: str) -> set[str]:
    # A comparison inside a tag may hold the quotes that would end the attribute.
    shielded = TAG.sub(lambda tag: tag[0].replace('"', "\x00"), html)
    return {name for value in CLASS_ATTRIBUTE.findall(shielded) for name in expand(value)}


def tag_classes(source: str) -> set[str]:
    """Classes in the texts from which a template tag builds markup."""
    texts = (
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    # A place of a pattern is a variable without a name.
    return {name for text in texts for name in template_classes(text.replace("%s", "{{%s}}"))}


def used_classes() -> set[str]:
    names = set()
    for file in TEMPLATES:
        names |= template_classes(file.read_text(encoding="utf-8"))
    for file in TAGS:
        names |= tag_classes(file.read_text(encoding="utf-8"))
    return names


def class_faults(css: str, used: set[str]) -> list[str]:
    styled = css_classes(css)
    return [f".{name} styles nothing" for name in sorted(styled - used)] + [
        f'class="{name}" has no style' for name in sorted(used - styled)
    ]


def property_faults(css: str) -> list[str]:
    css = without_comments(css)
    defined = set(re.findall(r"(--[\w-]+)\s*:", css))
    used = set(re.findall(r"var\(\s*(--[\w-]+)", css))
    return [f"{name} is not defined" for name in sorted(used - defined)] + [
        f"{name} is not used" for name in sorted(defined - used)
    ]


def forbidden_faults(css: str) -> list[str]:
    css = without_comments(css)
    faults = [f"{word} in the sheet" for word in ("data:", "@import") if word in css]
    faults += [
        f"{found} in the sheet" for found in re.findall(r"url\(\s*[\"']?(?:https?:|//)", css)
    ]
    if css.count("!important") > MOST_IMPORTANT:
        faults.append(f"{css.count('!important')} times !important")
    orders = re.findall(r"@layer\s+([\w\s,-]+);", css)
    layers = re.findall(r"@layer\s+([\w-]+)\s*\{", css)
    if len(orders) != 1:
        faults.append(f"{len(orders)} layer orders")
    else:
        named = [name.strip() for name in orders[0].split(",")]
        faults += [f"layer {name} has no place" for name in layers if name not in named]
    return faults


def sheet() -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in SHEETS)


def test_every_class_is_styled_and_every_style_is_used() -> None:
    assert class_faults(sheet(), used_classes()) == []


def test_every_custom_property_is_defined_and_used() -> None:
    assert property_faults(sheet()) == []


def test_the_sheet_holds_nothing_forbidden() -> None:
    assert forbidden_faults(sheet()) == []


def test_scripts_look_for_classes_that_exist() -> None:
    text = "\n".join(file.read_text(encoding="utf-8") for file in SCRIPTS)
    quoted = re.findall(r"querySelector(?:All)?\(\s*[\"'`]([^\"'`]+)", text)
    names = {name for selector in quoted for name in re.findall(r"\.([a-zA-Z][\w-]*)", selector)}

    assert names - used_classes() == set()


def test_classes_are_read_from_every_branch() -> None:
    html = '<p class="a{% if x == "y" %} b{% else %} c-{{ row.kind }}{% endif %}" id="d">'

    assert template_classes(html) == {"a", "b", "c-gen", "c-spec"}
    assert tag_classes("'<a class=\"ref %s\">' % fill") >= {"ref", "f-act", "k-away"}


def test_a_seeded_fault_in_the_sheet_is_caught() -> None:
    used = used_classes()
    seeded = sheet() + ".nobody { color: var(--nowhere) !important; background: url(data:x) }"
    seeded += "p { background: url(https://elsewhere.example/x.png) }"
    seeded += "@layer late { p { --idle: 1; color: red !important } }"

    assert {".nobody styles nothing", 'class="bare" has no style'} <= set(
        class_faults(seeded, used | {"bare"})
    )
    assert {"--nowhere is not defined", "--idle is not used"} <= set(property_faults(seeded))
    forbidden = set(forbidden_faults(seeded))
    assert {"data: in the sheet", "url(https: in the sheet"} <= forbidden
    assert "layer late has no place" in forbidden
    assert any("!important" in fault for fault in forbidden)
