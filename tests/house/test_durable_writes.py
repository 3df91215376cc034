"""Only the durable-write module changes the disk; the exceptions are few and have a reason."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PIPELINE = REPOSITORY / "pipeline"
DISK = "adapters/disk/"
#: What may change the disk by itself, and why nothing is lost when it breaks off half-way.
EXCEPTIONS = {
    "adapters/archive/lock.py": "a lock is empty and made again",
    "adapters/archive/bag_zip.py": "a zip is written into a stream, which the disk's module lays",
    "adapters/lock/": "a lock and a lease say who holds the office; what is lost of them is time",
    "adapters/heartbeat.py": "what matters of a heartbeat is only how old it is",
    "adapters/clocks.py": "a demo's clock",
    "adapters/store/looking.py": "a copy to read from, outside the office",
    "adapters/store/snapshot.py": "a copy on its way into a backup, begun anew when it breaks off",
    "adapters/conversion/": "scratch of the converter, thrown away with it",
    "adapters/signing/demo.py": "keys of a demo, made again when they are lost",
    "entry/cli/setting_up.py": "init lays out an office in which nothing happened yet",
    "entry/rehearsal.py": "tells the kernel which process to end first; nothing is written",
    "entry/demo/": "the demo's staff: people's programs are not ours",
}
_METHODS = frozenset(
    {
        *("write_bytes", "write_text", "rename", "unlink", "rmdir", "mkdir", "touch"),
        *("chmod", "lchmod", "hardlink_to", "symlink_to"),
    }
)
_OF_OS = frozenset(
    {
        *("rename", "renames", "replace", "link", "symlink", "unlink", "remove", "removedirs"),
        *("mkdir", "makedirs", "rmdir", "truncate", "ftruncate", "chmod", "fchmod", "lchmod"),
        *("mkfifo", "mknod", "sendfile", "copy_file_range", "posix_fallocate"),
    }
)
_HARMLESS = {"shutil": {"which", "disk_usage", "get_terminal_size"}}


def changes(source: str) -> Iterator[str]:
    """The calls in a module that change a disk, as far as their names tell."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _changes(node):
            yield f"line {node.lineno}: {ast.unparse(node.func)}"


def _changes(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    owner = ""
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
        owner = call.func.value.id
    if owner == "os":
        return name in _OF_OS or (name == "open" and _opens_for_writing(call))
    if owner in ("shutil", "tempfile"):
        return name not in _HARMLESS.get(owner, ())
    if name == "open" or (isinstance(call.func, ast.Name) and call.func.id == "open"):
        return any(_is_writing_mode(each) for each in _arguments(call))
    # str.replace takes two, dataclasses.replace and datetime.replace take keywords
    one_argument = len(call.args) == 1 and not call.keywords
    return name in _METHODS or (name == "replace" and one_argument)


def _arguments(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(each.value for each in call.keywords)]


def _is_writing_mode(node: ast.expr) -> bool:
    text = node.value if isinstance(node, ast.Constant) else None
    return isinstance(text, str) and set(text) <= set("rwxabt+") and bool(set(text) & set("wxa+"))


def _opens_for_writing(call: ast.Call) -> bool:
    """Whether flags say more than reading, or cannot be seen."""
    return not any("O_RDONLY" in ast.unparse(each) for each in _arguments(call))


def _outside() -> list[Path]:
    """Modules that must leave the disk alone."""
    return [
        path
        for path in sorted(PIPELINE.rglob("*.py"))
        if not str(path.relative_to(PIPELINE)).startswith((DISK, *EXCEPTIONS))
    ]


def test_nothing_but_the_durable_write_module_changes_the_disk():
    found = {
        str(path.relative_to(REPOSITORY)): list(changes(path.read_text("utf-8")))
        for path in _outside()
    }
    assert {name: calls for name, calls in found.items() if calls} == {}


@pytest.mark.parametrize("exception", EXCEPTIONS)
def test_every_exception_is_still_one(exception):
    place = PIPELINE / exception
    modules = place.rglob("*.py") if place.is_dir() else [place]
    assert any(list(changes(path.read_text("utf-8"))) for path in modules)


@pytest.mark.parametrize(
    "call",
    [
        "open(path, 'w')",
        "path.open('xb')",
        "path.open(mode='ab')",
        "path.write_bytes(data)",
        "path.write_text('x')",
        "built.replace(final)",
        "built.rename(final)",
        "path.unlink(missing_ok=True)",
        "os.replace(a, b)",
        "os.open(path, os.O_RDWR | os.O_CREAT)",
        "shutil.copyfile(a, b)",
        "tempfile.mkdtemp()",
    ],
)
def test_writing_call_is_seen(call):
    assert len(list(changes(call))) == 1


@pytest.mark.parametrize(
    "call",
    [
        "open(path)",
        "path.open('rb')",
        "os.open(path, os.O_RDONLY)",
        "text.replace('a', 'b')",
        "replace(order, output=None)",
        "moment.replace(tzinfo=None)",
        "shutil.which('strace')",
    ],
)
def test_other_calls_are_left_alone(call):
    assert list(changes(call)) == []
