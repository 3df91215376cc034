"""The rules of the house that no other tool holds: what rooms may do, and how they are kept."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
PIPELINE = REPOSITORY / "pipeline"
MODULES = sorted(PIPELINE.rglob("*.py"))
PURE = [
    path
    for path in MODULES
    if path.relative_to(PIPELINE).parts[0] in ("domain", "ports", "reasons", "errors.py")
]
#: What reaches outside: disk, clock, network, other processes, chance, the terminal.
OUTSIDE = frozenset(
    [
        "asyncio",
        "ctypes",
        "fcntl",
        "glob",
        "http",
        "importlib",
        "io",
        "json",
        "logging",
        "mmap",
        "multiprocessing",
        "os",
        "pathlib",
        "pickle",
        "platform",
        "queue",
        "random",
        "secrets",
        "select",
        "shelve",
        "shutil",
        "signal",
        "socket",
        "sqlite3",
        "ssl",
        "subprocess",
        "sys",
        "tempfile",
        "threading",
        "time",
        "tomllib",
        "urllib",
        "uuid",
        "warnings",
        "zipfile",
    ]
)
REACHING = frozenset(
    [
        "open",
        "print",
        "input",
        "exec",
        "eval",
        "compile",
        "__import__",
        "breakpoint",
        "globals",
        "exit",
        "quit",
    ]
)
ROLES = ("kasubbag", "sekretaris", "kabid", "kepala-badan", "kepala_badan", "japel")
LONGEST = 500


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def where(path: Path, node: ast.AST | None = None) -> str:
    line = f":{node.lineno}" if node is not None and hasattr(node, "lineno") else ""
    return f"{path.relative_to(REPOSITORY)}{line}"


def imports(module: ast.Module) -> Iterator[str]:
    """Every module that is imported, anywhere in a module, by its first name."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (each.name.split(".")[0] for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports say where from"
            yield (node.module or "").split(".")[0]


def docstrings(module: ast.Module) -> set[int]:
    """Identities of the string nodes that only document."""
    found = set()
    for node in ast.walk(module):
        body = getattr(node, "body", None)
        for each in body if isinstance(body, list) else []:
            if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant):
                found.add(id(each.value))
    return found


def strings(module: ast.Module) -> Iterator[str]:
    """Every string that does something, parts of formatted ones included."""
    documents = docstrings(module)
    for node in ast.walk(module):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in documents:
                yield text


def test_a_pure_room_imports_nothing_that_reaches_outside():
    assert [
        (where(path), name) for path in PURE for name in OUTSIDE & set(imports(tree(path)))
    ] == []


def test_a_pure_room_calls_nothing_that_reaches_outside():
    calls = [
        (where(path, node), node.id)
        for path in PURE
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Name) and node.id in REACHING
    ]
    assert calls == []


def test_a_pure_room_asks_no_clock():
    asked = [
        where(path, node)
        for path in PURE
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr in ("now", "today", "utcnow")
        and isinstance(node.value, ast.Name)
        and node.value.id in ("datetime", "date", "time")
    ]
    assert asked == []


def test_every_module_says_what_it_is_for():
    silent = [
        where(path)
        for path in MODULES
        if path.read_text("utf-8").strip() and "." not in (ast.get_docstring(tree(path)) or "")
    ]
    assert silent == []


def test_no_module_is_too_long_to_read():
    long = {where(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert {path: lines for path, lines in long.items() if lines > LONGEST} == {}


def test_no_role_is_named_in_code_that_runs_an_sop():
    """Roles are data (design, section 3): they stand in office.toml and in the SOP's file."""
    rooms = [
        each for each in MODULES if each.relative_to(PIPELINE).parts[0] in ("domain", "office")
    ]
    named = [
        (where(path), text)
        for path in rooms
        for text in strings(tree(path))
        if any(role in text.lower() for role in ROLES)
    ]
    assert rooms
    assert named == []


def test_the_rules_here_would_notice():
    """Each check is tried on a line that breaks it."""
    bad = ast.parse(
        '"""Sekretaris is only a word here."""\nimport os.path\nfrom time import sleep\n'
        'open("x")\nx = f"{y} kasubbag-tu"\n'
    )
    assert set(imports(bad)) == {"os", "time"}
    assert "open" in {node.id for node in ast.walk(bad) if isinstance(node, ast.Name)}
    assert [text for text in strings(bad) if "kasubbag" in text] == [" kasubbag-tu"]
    assert not [text for text in strings(bad) if "Sekretaris" in text]
