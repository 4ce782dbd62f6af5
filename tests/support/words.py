"""Every word a page shows: where it stands, and whether the English catalogues have it.

``python -m tests.support.words`` prints what is missing as lines ready for a catalogue.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("ltc", "assessments", "providers", "billing")
CHINESE = re.compile(r"[\u3400-\u9fff]")
SAY = frozenset({"_", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext", "pgettext"})
# Errors carry both languages themselves.
BILINGUAL = frozenset(
    {"LtcError", "BadInput", "NotFound", "Forbidden", "Conflict", "PolicyGap", "Unknown"}
)
# In these files every Chinese text is shown: menus, words of states, roles, labels of forms.
ALL_SHOWN = ("addon.py", "words.py", "forms.py", "roles.py", "tiles.py")
# Papers are issued in Chinese only; a language is named in itself.
ONE_LANGUAGE = ("pdf/", "papers/")
OWN_NAMES = frozenset({"中文"})


@dataclass(frozen=True, order=True)
class Word:
    """A text that somebody sees, and where."""

    text: str
    place: str


@cache
def templates() -> tuple[Path, ...]:
    """Return the templates of pages."""
    folder = ROOT / "templates"
    found = sorted(folder.rglob("*.html"))
    return tuple(
        each for each in found if not each.relative_to(folder).as_posix().startswith(ONE_LANGUAGE)
    )


def parsed(path: Path) -> nodes.Template:
    """Return a template as Jinja reads it."""
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    return environment.parse(path.read_text(encoding="utf-8"))


def place(path: Path, line: int) -> str:
    """Name a line."""
    return f"{path.relative_to(ROOT).as_posix()}:{line}"


def said_in_templates() -> Iterator[Word]:
    """Yield what templates say through the catalogue."""
    for path in templates():
        for call in parsed(path).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in SAY:
                for each in call.args:
                    if isinstance(each, nodes.Const) and isinstance(each.value, str):
                        yield Word(each.value, place(path, each.lineno))


def unsaid_in_templates() -> Iterator[Word]:
    """Yield Chinese in templates that does not go through the catalogue."""
    for path in templates():
        tree = parsed(path)
        said = {
            id(each)
            for call in tree.find_all(nodes.Call)
            if isinstance(call.node, nodes.Name) and call.node.name in SAY
            for each in call.args
        }
        for each in tree.find_all((nodes.Const, nodes.TemplateData)):
            text = each.value if isinstance(each, nodes.Const) else each.data
            if isinstance(text, str) and id(each) not in said and shown_chinese(text):
                yield Word(text.strip(), place(path, each.lineno))


def shown_chinese(text: str) -> bool:
    """Tell whether a text has Chinese other than the name of the language."""
    for name in OWN_NAMES:
        text = text.replace(name, "")
    return bool(CHINESE.search(text))


@cache
def modules() -> tuple[Path, ...]:
    """Return the Python files of the product."""
    return tuple(path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))


def said_in_python() -> Iterator[Word]:
    """Yield what Python says through the catalogue, and all that the files of words hold."""
    for path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if path.name in ALL_SHOWN and path != ROOT / "ltc/addon.py":
            quiet = docstrings(tree) | inside(tree, BILINGUAL)
            found = [each for each in ast.walk(tree) if id(each) not in quiet]
        else:
            shown = inside(tree, SAY | {"register_words"})
            found = [each for each in ast.walk(tree) if id(each) in shown]
        for node in found:
            if is_text(node) and CHINESE.search(node.value):
                yield Word(node.value, place(path, node.lineno))


def unsaid_in_views() -> Iterator[Word]:
    """Yield Chinese in views that does not go through the catalogue."""
    for path in modules():
        if path.name not in ("views.py", "api.py") and "views" not in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        fine = docstrings(tree) | inside(tree, SAY | BILINGUAL | {"register_words"})
        for node in ast.walk(tree):
            if is_text(node) and id(node) not in fine and CHINESE.search(node.value):
                yield Word(node.value, place(path, node.lineno))


def inside(tree: ast.Module, names: frozenset[str]) -> set[int]:
    """Return the ids of all that is handed to the functions of these names."""
    return {
        id(each)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called(node) in names
        for each in ast.walk(node)
    }


def is_text(node: ast.AST) -> bool:
    """Tell whether a node is a text."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def called(node: ast.Call) -> str:
    """Return the last name of what is called."""
    return getattr(node.func, "id", "") or getattr(node.func, "attr", "")


def docstrings(tree: ast.Module) -> set[int]:
    """Return the ids of the docstrings of a module."""
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, owners) and node.body and isinstance(node.body[0], ast.Expr)
    }


@cache
def english() -> dict[str, str]:
    """Return all English catalogues as one: Chinese → English, guesses left out."""
    return dict(english_lines())


def english_lines() -> Iterator[tuple[str, str]]:
    """Yield Chinese and English of every line of every catalogue, guesses left out."""
    for room in ROOMS:
        for path in (ROOT / room).rglob("translations/en/LC_MESSAGES/messages.po"):
            with path.open("rb") as source:
                entries = [each for each in read_po(source) if each.id and not each.fuzzy]
            yield from ((str(each.id), str(each.string)) for each in entries if each.string)


def said_twice() -> dict[str, set[str]]:
    """Return the words that two catalogues say differently: only one of them is ever shown."""
    found: dict[str, set[str]] = {}
    for chinese, said in english_lines():
        found.setdefault(chinese, set()).add(said)
    return {chinese: said for chinese, said in found.items() if len(said) > 1}


def missing() -> list[Word]:
    """Return the first place of every word that has no English."""
    found: dict[str, Word] = {}
    for word in [*said_in_templates(), *said_in_python()]:
        if shown_chinese(word.text) and word.text not in english():
            found.setdefault(word.text, word)
    return sorted(found.values(), key=lambda word: word.place)


def main() -> None:
    """Print the missing words, ready to be filled in."""
    for word in missing():
        text = word.text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        sys.stdout.write(f'#: {word.place}\nmsgid "{text}"\nmsgstr ""\n\n')


if __name__ == "__main__":
    main()
