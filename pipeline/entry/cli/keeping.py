"""The doctor's lines about what a berkas takes along: retention, what its berita acara prints."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.adapters.word import WordDocuments
from pipeline.config.jra import FILE_NAME
from pipeline.config.office import OfficeConfig
from pipeline.domain.sop import Kind, Sop
from pipeline.entry.cli.health import Line
from pipeline.wording.retention import retention_words


def keeping_lines(config: OfficeConfig, sop: Sop) -> Iterator[Line]:
    """Whether a regulation fixes the retention, and whether the berita acara binds the contents."""
    yield _retention(config, sop)
    yield from _unbound(config.root / "templates_docx", sop)


def _retention(config: OfficeConfig, sop: Sop) -> Line:
    rule = config.retention.rule(sop.classification)
    where = f"{FILE_NAME}, kode {rule.code}" if rule.code else "[retensi] in office.toml"
    text = f"{sop.classification}: {retention_words(rule)} ({where})"
    if rule.proposed:
        text += (
            f"; nobody decreed that: put the office's own JRA into {FILE_NAME}, with dasar_hukum "
            'and asal = "jra". Until then nothing is proposed for destruction'
        )
    return Line(subject="retention", fine=True, text=text, warning=rule.proposed)


def _unbound(templates: Path, sop: Sop) -> Iterator[Line]:
    """A berita acara from before it printed the digest of the contents."""
    for step in sop.steps:
        if step.kind is not Kind.FILE or step.paper is None:
            continue
        template = templates / f"{sop.papers[step.paper].template}.docx"
        if not template.is_file():
            continue  # named with the other templates
        if "manifest_isi" not in WordDocuments(templates).text(template.read_bytes()):
            text = (
                f"{template.name} does not print the digest of the contents; add a line with "
                "{{ manifest_isi }}, or copy the template from the sample of 'paraf init'"
            )
            yield Line(subject="berita acara", fine=True, text=text, warning=True)
