"""The package inspector: decides by content before any library opens what people drop.

``kinds`` knows files by their first bytes, ``names`` what a name claims; ``container`` reads ZIPs
with its own eyes, ``package`` with ``relations``, ``fields``, ``formulas`` and ``markup`` judges
Office packages; ``pdf`` with ``pdf_tokens``, ``pdf_streams`` and ``pdf_loops`` judges PDFs;
``pictures`` and ``drawing`` measure pictures before anybody decodes them. No third-party library
but lxml sees a byte, and that one only parts of bounded size without a document type.

Everything is a function of bytes: no disk, no network, no clock. What is ours to accept although
it looks odd (signed papers) is not asked here; see ``pipeline.office.intake``.
"""

from pipeline.adapters.inspection.inspect import ContentInspector, inspect

__all__ = ["ContentInspector", "inspect"]
