"""Who may open a document with a parser, and in which process that runs (decision 0013).

An AST walk cannot follow bytes; it makes sure that whoever adds a place that opens documents says
here whose documents they are. ``tests/acceptance/test_reading_apart`` follows the bytes.
"""

import ast
from pathlib import Path

import pytest

PIPELINE = Path(__file__).parents[2] / "pipeline"
MODULES = sorted(PIPELINE.rglob("*.py"))

#: Calls that open a document, by their last name, and the first names of whom they belong to.
OPENING = frozenset(
    ["ZipFile", "PdfReader", "PdfFileReader", "load_workbook", "Document", "DocxTemplate",
     "fromstring", "iterparse", "IncrementalPdfFileWriter", "XML"]
)  # fmt: skip
LIBRARIES = frozenset(["docx", "docxtpl", "lxml", "openpyxl", "pyhanko", "pypdf", "zipfile", "xml"])

#: Only in jailed children: people's files.
CHILD = "a jailed child"
#: Only in this process: what Paraf has made itself, or what belongs to the office.
OWN = "Paraf's own papers, or the office's templates and workbooks"
#: The signer's own machine, or a rendition that is about to be issued.
SIGNING = "papers that this machine signs or issues"
#: Only where an administrator runs a command: names and lengths are looked at, then bytes copied.
COMMAND = "a bag that paraf archive import was given, or that export has made"

OPENERS = {
    "adapters/archive/bag_reading.py": COMMAND,
    "adapters/archive/bag_zip.py": COMMAND,
    "adapters/archive/sheet.py": OWN,
    "adapters/conversion/comments.py": CHILD,
    "adapters/conversion/envelope.py": CHILD,
    "adapters/conversion/jobs.py": CHILD,
    "adapters/conversion/worker.py": OWN,
    "adapters/forms/book.py": OWN,
    "adapters/forms/grid.py": CHILD,
    "adapters/forms/package.py": CHILD,
    "adapters/inspection/markup.py": CHILD,
    "adapters/signing/description.py": CHILD,
    "adapters/signing/evidence.py": CHILD,
    "adapters/signing/metadata.py": SIGNING,
    "adapters/signing/prolonging.py": CHILD,
    "adapters/signing/revision.py": SIGNING,
    "adapters/texts/jobs.py": CHILD,
    "adapters/word/package.py": CHILD,
    "adapters/word/template.py": OWN,
    "entry/demo/staff.py": OWN,
}


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def imports(module: ast.Module) -> set[str]:
    """Every module that is imported, by its first name."""
    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found |= {each.name.split(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


def openers(module: ast.Module) -> set[str]:
    """Names of the opening calls in a module that knows one of the libraries."""
    if not LIBRARIES & imports(module):
        return set()
    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name in OPENING:
                found.add(name)
    return found


def room(path: Path) -> str:
    return path.relative_to(PIPELINE).as_posix()


def test_every_place_that_opens_documents_says_whose_and_where():
    assert {room(path) for path in MODULES if openers(tree(path))} == set(OPENERS)


def test_office_and_daemon_know_no_parser():
    rooms = ("office/", "domain/", "ports/", "wiring/", "entry/daemon.py", "adapters/folders/")
    knowing = [
        (room(path), name)
        for path in MODULES
        if room(path).startswith(rooms)
        for name in LIBRARIES & imports(tree(path))
    ]
    assert knowing == []


@pytest.mark.parametrize(
    ("way", "rooms"),
    [
        ("open_workplace", {"JailedWords", "JailedForms", "JailedInspector", "machines_for"}),
        ("check_office", {"JailedWords", "JailedInspector", "Jail"}),
    ],
)
def test_office_and_check_are_given_the_jailed_rooms(way, rooms):
    """The unjailed ones have the same methods; only tests, tools and the doctor use them."""
    (opening,) = (
        node
        for node in ast.walk(tree(PIPELINE / "wiring" / "__init__.py"))
        if isinstance(node, ast.FunctionDef) and node.name == way
    )
    names = {node.id for node in ast.walk(opening) if isinstance(node, ast.Name)}
    assert rooms <= names
    assert not {"WordDocuments", "ExcelForms", "ContentInspector"} & names


def test_rule_would_notice():
    assert openers(ast.parse("import zipfile\nzipfile.ZipFile(x)")) == {"ZipFile"}
    assert openers(ast.parse("from pypdf import PdfReader\nPdfReader(x)")) == {"PdfReader"}
    assert openers(ast.parse("def ZipFile(): ...\nZipFile()")) == set()
