"""The house rules that a machine can see and ruff cannot: checkers over one file's text.

Each checker takes a ``Source`` and returns its findings, one line each.  ``RULES`` says which files
a checker is for.  They know nothing of pytest, so that ``tests/architecture`` can try them on
offending text first.
"""

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("ltc/*", "assessments/*", "providers/*", "billing/*")

FUNCTION_LINES = 50
PAGE_LINES = 15
FILE_LINES = 400
TEST_LINES = 30
NESTING = 3

# A migration records the tables as they were that day: it is read once and never changed.
RECORDS = ("ltc/migrations/versions/*",)
MAY_COMMIT = (
    "ltc/db.py",
    "ltc/migrations/*",
    "billing/columnar.py",
    "billing/settlement/doors.py",  # a batch with its lines, through the columnar door
)
MAY_CATCH_ALL = ("ltc/jobs/*",)
EXACT_MONEY = ("billing/*", "ltc/shared/money.py", "ltc/policy/*")
# What a pure rule must not reach for: web, database, clock, chance, files, the outside.
IMPURE = {
    *("flask", "flask_appbuilder", "werkzeug", "wtforms", "sqlalchemy", "psycopg", "click"),
    *("time", "random", "secrets", "uuid", "os", "io", "pathlib", "shutil", "tempfile", "sqlite3"),
    *("socket", "subprocess", "threading", "logging", "requests", "urllib"),
}
NEVER_EXCUSED = ("BLE001", "DTZ", "T20")

Function = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
BLOCKS = (ast.For, ast.AsyncFor, ast.While, ast.If, ast.With, ast.AsyncWith, ast.Try, ast.Match)


@dataclass(frozen=True)
class Source:
    """One file: its path from the root, with slashes, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The file as Python reads it."""
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree."""
        return list(ast.walk(self.tree))

    @property
    def functions(self) -> list[Function]:
        """Every function and method."""
        return [node for node in self.nodes if isinstance(node, FUNCTIONS)]

    def among(self, patterns: tuple[str, ...]) -> bool:
        """Say whether the path matches one of ``patterns``."""
        return any(fnmatch(self.path, pattern) for pattern in patterns)


Checker = Callable[[Source], list[str]]


def long_files(source: Source) -> list[str]:
    """Find a file over its budget."""
    lines = source.text.count("\n")
    if source.among(RECORDS):
        return []
    return [f"{lines} lines, budget {FILE_LINES}"] if lines > FILE_LINES else []


def long_functions(source: Source) -> list[str]:
    """Find functions over their budget; a test's is smaller."""
    budgets = [
        (node, TEST_LINES if node.name.startswith("test_") else FUNCTION_LINES)
        for node in source.functions
    ]
    return [
        f"{node.lineno}: {node.name} has {_lines(node)} lines, budget {budget}"
        for node, budget in budgets
        if _lines(node) > budget and not source.among(RECORDS)
    ]


def long_pages(source: Source) -> list[str]:
    """Find methods of views and API classes over their budget; the docstring does not count."""
    if not re.search(r"(^|/)(views|api)(\.py$|/)", source.path):
        return []
    methods = [
        method
        for node in source.nodes
        if isinstance(node, ast.ClassDef)
        for method in node.body
        if isinstance(method, FUNCTIONS)
    ]
    return [
        f"{node.lineno}: page method {node.name} has {_code_lines(node)} lines, budget {PAGE_LINES}"
        for node in methods
        if _code_lines(node) > PAGE_LINES
    ]


def deep_nesting(source: Source) -> list[str]:
    """Find functions whose blocks stand too deep inside one another."""
    return [
        f"{node.lineno}: {node.name} nests {depth} deep, budget {NESTING}"
        for node in source.functions
        if (depth := _depth(node.body)) > NESTING
    ]


def catches_everything(source: Source) -> list[str]:
    """Find handlers that swallow any failure; only the job runner may."""
    return [
        f"{node.lineno}: catches everything"
        for node in source.nodes
        if isinstance(node, ast.ExceptHandler)
        and not source.among(MAY_CATCH_ALL)
        and {"", "Exception", "BaseException"} & set(_caught(node.type))
    ]


def stray_commits(source: Source) -> list[str]:
    """Find commits outside the one door to the database: services never commit."""
    return [
        f"{node.lineno}: commits"
        for node in source.nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
        and not source.among(MAY_COMMIT)
    ]


def inexact_money(source: Source) -> list[str]:
    """Find floats and half-even rounding where amounts are reckoned."""
    if not source.among(EXACT_MONEY):
        return []
    found = []
    for node in source.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            found.append(f"{node.lineno}: float {node.value} near money")
        elif isinstance(node, ast.Call) and _name(node.func) in ("float", "round"):
            found.append(f"{node.lineno}: {_name(node.func)}() near money")
        elif isinstance(node, ast.Attribute) and node.attr in ("Float32", "Float64", "Float"):
            found.append(f"{node.lineno}: {node.attr} near money")
    return found


def impure_rules(source: Source) -> list[str]:
    """Find imports that a rule may not make: facts in, answer and reasons out."""
    if not re.search(r"(^|/)rules(\.py$|/)", source.path):
        return []
    return [
        f"{node.lineno}: a rule imports {name}"
        for node in source.nodes
        for name in _imported(node)
        if name.partition(".")[0] in IMPURE
    ]


def loaded_packages(source: Source) -> list[str]:
    """Find an ``__init__`` that does anything: importing a foundation must not load the roof."""
    if not source.path.endswith("/__init__.py"):
        return []
    return [
        f"{node.lineno}: __init__ is not empty"
        for node in source.tree.body
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]


def unexplained_excuses(source: Source) -> list[str]:
    """Find lint excuses without a reason behind a dash, and those that nobody may make.

    The first excuse of a kind in a file gives the reason; the next ones need not repeat it.
    """
    found, explained = [], set()
    for number, line in enumerate(source.text.splitlines(), start=1):
        excuse = re.search(
            r"# (?:ruff: )?noqa(?P<codes>: *[A-Z0-9, ]+)?(?P<reason> *- \S.+)?", line
        )
        if not excuse:
            continue
        codes = set(re.findall(r"[A-Z]+[0-9]+", excuse["codes"] or ""))
        explained |= codes if excuse["reason"] else set()
        if not codes or codes - explained:
            found.append(f"{number}: an excuse needs its code and a reason: noqa: X - because …")
        elif any(code.startswith(NEVER_EXCUSED) for code in codes):
            found.append(f"{number}: this rule has no excuse")
    return found


def unfinished(source: Source) -> list[str]:
    """Find promises instead of work."""
    words = re.compile(r"\bTO[D]O\b|\bFIX[M]E\b|NotImplemented[E]rror")
    return _matches(source, words, "unfinished")


def named_machines(source: Source) -> list[str]:
    """Find registries' hosts and paths of somebody's machine."""
    hosts = (r"py[p]i\.", r"python[h]osted", r"npm[j]s\.", r"deb\.[d]ebian", r"crates\.[i]o")
    paths = (r"(?<![\w.])/(?:work|farm|root|Users)/", r"file:/[/]+opt")
    return _matches(source, re.compile("|".join(hosts + paths)), "names a host or machine")


# Which files a checker is for, and which it leaves alone.
RULES: tuple[tuple[Checker, tuple[str, ...]], ...] = (
    (long_files, ("*.py",)),
    (long_functions, ("*.py",)),
    (long_pages, PRODUCT),
    (deep_nesting, PRODUCT),
    (catches_everything, PRODUCT),
    (stray_commits, PRODUCT),
    (inexact_money, PRODUCT),
    (impure_rules, PRODUCT),
    (loaded_packages, PRODUCT),
    (unexplained_excuses, ("*.py",)),
    (unfinished, ("*",)),
    (named_machines, ("*",)),
)


def findings(source: Source) -> list[str]:
    """List what every rule for this file finds in it."""
    return [
        f"{source.path}:{finding}"
        for checker, patterns in RULES
        if source.among(patterns) and (source.path.endswith(".py") or patterns == ("*",))
        for finding in checker(source)
    ]


def project_files() -> list[str]:
    """List the project's own files, from the root: kept ones, and new ones that are not ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        return _unpacked_files()
    return sorted(path for path in set(done.stdout.split("\0")) if (ROOT / path).is_file())


def _unpacked_files() -> list[str]:
    """List the files of an unpacked archive, where git cannot tell which are the project's."""
    made = ("data", "build", "dist", "pictures", "node_modules", "__pycache__")
    paths = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return sorted(
        path.as_posix()
        for path in paths
        if not any(part in made or part.startswith(".") for part in path.parts)
    )


def read(path: str) -> Source | None:
    """Read a file of the project; nothing for one that is not text."""
    try:
        return Source(path, (ROOT / path).read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        return None


def _lines(node: Function) -> int:
    return node.end_lineno - node.lineno + 1


def _code_lines(node: Function) -> int:
    first = node.body[0]
    has_docstring = ast.get_docstring(node) is not None
    return _lines(node) - (first.end_lineno - first.lineno + 1 if has_docstring else 0)


def _depth(body: list[ast.stmt]) -> int:
    return max((_depth_of(node) for node in body), default=0)


def _depth_of(node: ast.stmt) -> int:
    if not isinstance(node, BLOCKS):
        return 0
    inner = _depth([child for part in _bodies(node) for child in part])
    # `elif` is an `if` alone in the else branch of another: beside it, not inside it.
    other = getattr(node, "orelse", [])
    if isinstance(node, ast.If) and len(other) == 1 and isinstance(other[0], ast.If):
        return max(1 + _depth(node.body), _depth_of(other[0]))
    return 1 + inner


def _bodies(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    yield getattr(node, "body", [])
    yield getattr(node, "orelse", [])
    yield getattr(node, "finalbody", [])
    for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        yield part.body


def _caught(kind: ast.expr | None) -> list[str]:
    if isinstance(kind, ast.Tuple):
        return [_name(one) for one in kind.elts]
    return [_name(kind) if kind else ""]


def _name(node: ast.expr) -> str | None:
    return getattr(node, "id", None)


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module]
    return []


def _matches(source: Source, pattern: re.Pattern, what: str) -> list[str]:
    return [
        f"{number}: {what}: {found[0]}"
        for number, line in enumerate(source.text.splitlines(), start=1)
        if (found := pattern.search(line))
    ]
