"""What ``paraf doctor`` says about the templates: every problem at once, in English.

A template is checked against the dataclass of its paper (each placeholder, also in branches the
sample does not take), filled once with the sample under strict rules, and the result inspected as
a hand-in would be.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from jinja2 import TemplateError, TemplateSyntaxError

from pipeline.adapters.word.inspection import inspect
from pipeline.adapters.word.package import Package, W
from pipeline.adapters.word.placeholders import unknown_placeholders
from pipeline.adapters.word.sentences import text_of
from pipeline.adapters.word.template import (
    CompiledTemplate,
    environment,
    jinja_source,
    named_pictures,
    rendered_parts,
)
from pipeline.errors import Misconfigured, Refused
from pipeline.wording.papers import PAPERS
from pipeline.wording.papers.samples import SAMPLES
from pipeline.wording.sentences import claims_bsre

#: Word's own new document has about 45 styles, python-docx's 164 (a third of the conversion time).
MANY_STYLES = 60
_ROW_TAG = re.compile(r"\{%tr\s.*?%\}|\{\{tr\s.*?\}\}")
_PARAGRAPH_TAG = re.compile(r"\{%p\s.*?%\}|\{\{p\s.*?\}\}")
_PLACEHOLDER_PICTURES = ("qr",)
_SYNTAX = "(syntax error)"


def lint(templates: Path, unneeded: Collection[str] = ()) -> list[str]:
    """Every problem of every template in a folder, each with the file it is in.

    Those ``unneeded`` in an office may be missing there.
    """
    found = (
        name for name in PAPERS if name not in unneeded or (templates / f"{name}.docx").is_file()
    )
    return [problem for name in found for problem in lint_template(templates, name)]


def lint_template(templates: Path, name: str) -> list[str]:
    """Every problem of one template."""
    path = templates / f"{name}.docx"
    return [f"{path}: {problem}" for problem in _problems(name, path)]


def _problems(name: str, path: Path) -> Iterator[str]:
    if not path.is_file():
        yield "missing; copy it from the sample templates of 'paraf init'"
        return
    content = path.read_bytes()
    try:
        package = Package(content)
        sources = {part: jinja_source(package, part) for part in rendered_parts(package)}
        for part in sources:
            yield from _misplaced_tags(package, part)
        yield from _styles(package)
        yield from _pictures(package)
        if claims_bsre(text_of(package)):
            yield "says by itself that BSrE issued the certificate; write {{ footer_tte }} instead"
    except Refused as error:
        yield f"not a readable Word file ({error}); save it again from Word as .docx"
        return
    broken = list(_placeholders(sources, PAPERS[name]))
    yield from broken
    if not any(problem.endswith(_SYNTAX) for problem in broken):
        yield from _trial(name, content)


def _placeholders(sources: Mapping[str, str], paper: type) -> Iterator[str]:
    for part, source in sources.items():
        try:
            for unknown in unknown_placeholders(source, paper, environment()):
                known = f"known ones are the fields of {paper.__name__}"
                yield f"{part}: unknown placeholder '{unknown}'; {known}"
        except TemplateSyntaxError as error:
            yield f"{part}: {error.message} {_SYNTAX}"


def _misplaced_tags(package: Package, part: str) -> Iterator[str]:
    """Such a tag takes its whole row or paragraph with it, and all text that stands there."""
    root = package.xml(part)
    for kind, pattern, of in (("tr", _ROW_TAG, "row"), ("p", _PARAGRAPH_TAG, "paragraph")):
        for node in root.iter(W + kind):
            text = "".join(each.text or "" for each in node.iter(W + "t")).strip()
            tags = pattern.findall(text)
            inner = kind == "tr" and any(True for row in node.iter(W + "tr") if row is not node)
            if tags and not inner and text != tags[0]:
                yield f"{part}: '{tags[0]}' must stand alone in its {of}; text beside it is lost"


def _styles(package: Package) -> Iterator[str]:
    if "word/styles.xml" in package.names:
        count = sum(1 for _ in package.xml("word/styles.xml").iter(W + "style"))
        if count > MANY_STYLES:
            yield (
                f"carries {count} styles, and each one is loaded for every paper; "
                f"delete the unused ones (the sample templates have 15)"
            )


def _pictures(package: Package) -> Iterator[str]:
    found = named_pictures(package)
    for name in _PLACEHOLDER_PICTURES:
        if name not in found:
            yield f"the placeholder picture '{name}' is missing (its name in Word's Selection Pane)"
    media = list(found.values())
    for name, part in found.items():
        if media.count(part) > 1:
            yield f"picture '{name}' shares its file with another one; insert it as a new picture"


def _trial(name: str, content: bytes) -> Iterator[str]:
    sample = SAMPLES[name]
    try:
        filled = CompiledTemplate(content).fill(sample, {}, {})
    except TemplateError as error:
        yield f"cannot be filled: {error.message}"
        return
    except Misconfigured as error:
        yield from error.problems
        return
    try:
        inspect(filled, bookmarks=sample.bookmarks(), controls=type(sample).controls)
    except Refused as error:
        for finding in error.findings:
            yield _after_filling(finding.code, dict(finding.facts))


def _after_filling(code: str, facts: dict[str, str]) -> str:
    if code == "D10":
        where = "put '{{r ….kolom|bookmark }}' in its box"
        return f"the bookmark of field '{facts['nama']}' is missing: {where}"
    if code == "D11":
        return f"the content control with tag '{facts['nama']}' is missing"
    return f"a filled paper would be refused with {code} {facts or ''}".rstrip()
