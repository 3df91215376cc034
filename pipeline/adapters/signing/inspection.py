"""What a PDF may hold before it is issued.

A shadow attack prepared *before* signing validates everywhere afterwards, so the base is checked
by a list of what is allowed in the catalog and on the pages, and by a walk over every object for
what can hide, act or reach outside. LibreOffice's own page destination in ``/OpenAction`` and its
web links are allowed; nothing else that acts is.
"""

# mypy: disable-error-code="no-untyped-call"
from collections.abc import Iterable, Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from pipeline.adapters.signing.revision import entry, names
from pipeline.adapters.signing.surprise import refusing
from pipeline.errors import Finding, Refused

_CATALOG = names(
    "/Type /Version /Extensions /Pages /PageLabels /Names /Dests /ViewerPreferences /PageLayout "
    "/PageMode /Outlines /OpenAction /Metadata /StructTreeRoot /MarkInfo /Lang /OutputIntents "
    "/URI"
)
_PAGE = names(
    "/Type /Parent /Resources /MediaBox /CropBox /BleedBox /TrimBox /ArtBox /Contents /Rotate "
    "/Group /Annots /Tabs /StructParents /UserUnit /LastModified /Metadata /ID"
)
#: Keys that make something act, hide or come from elsewhere, whatever dictionary they stand in.
_BANNED_KEYS = {
    "/JS": "skrip",
    "/AA": "tindakan otomatis",
    "/OC": "lapisan yang dapat disembunyikan",
    "/OCGs": "lapisan yang dapat disembunyikan",
    "/OCProperties": "lapisan yang dapat disembunyikan",
    "/EF": "lampiran",
    "/AF": "lampiran",
    "/EmbeddedFiles": "lampiran",
    "/RichMediaContent": "media",
    "/OPI": "gambar dari luar dokumen",
    "/Perms": "izin dari tanda tangan lain",
    "/ByteRange": "tanda tangan lain",
    "/XFA": "formulir",
    "/PS": "program PostScript",
}
#: Actions by their name; going to a place or a web address is all a letter needs.
_ALLOWED_ACTIONS = frozenset({"/URI", "/GoTo"})
_KNOWN_ACTIONS = names(
    "/Launch /GoToR /GoToE /Thread /Sound /Movie /Hide /Named /SubmitForm /ResetForm /ImportData "
    "/JavaScript /SetOCGState /Rendition /Trans /GoTo3DView /RichMediaExecute"
)
_EMBEDDED = ("/FontFile", "/FontFile2", "/FontFile3")


def inspect(reader: PdfFileReader) -> None:
    """Check that a freshly rendered PDF holds nothing that a letter must not hold.

    Raises:
        Refused: With every element found (P04) and every font that is not embedded (P05).
    """
    with refusing("P01"):
        elements = sorted(set(_elements(reader)))
        fonts = sorted(set(_fonts_not_embedded(reader)))
    findings = [Finding("P04", {"unsur": element}) for element in elements]
    findings += [Finding("P05", {"huruf": font}) for font in fonts]
    if findings:
        raise Refused(*findings)


def _elements(reader: PdfFileReader) -> Iterator[str]:
    if reader.encrypted:
        yield "kata sandi"
        return
    if reader.total_revisions != 1:
        yield "perubahan yang disisipkan setelah dokumen dibuat"
    if reader.xrefs.hybrid_xrefs_present:
        yield "susunan ganda"
    yield from _unexpected(reader.root, _CATALOG, "pada dokumen")
    if "/AcroForm" in reader.root:
        yield "formulir"
    if isinstance(entry(reader.root, "/OpenAction"), generic.DictionaryObject):
        yield "tindakan saat dibuka"
    for page in pages(reader):
        yield from _unexpected(page, _PAGE, "pada halaman")
        for annotation in entry(page, "/Annots", ()):
            if entry(annotation.get_object(), "/Subtype") != "/Link":
                yield "catatan atau isian pada halaman"
    for dictionary in _dictionaries(reader):
        yield from banned_elements(dictionary)


def _unexpected(
    dictionary: generic.DictionaryObject, allowed: frozenset[str], where: str
) -> Iterator[str]:
    for key in dictionary:
        if key not in allowed:
            yield _BANNED_KEYS.get(key, f"{key[1:]} {where}")


def banned_elements(
    dictionary: generic.DictionaryObject, exempt: Iterable[str] = ()
) -> Iterator[str]:
    """Names (in Indonesian) of what one dictionary holds and must not; ``exempt`` keys pass."""
    for key, element in _BANNED_KEYS.items():
        if key in dictionary and key not in exempt:
            yield element
    action = entry(dictionary, "/S")
    if action in _KNOWN_ACTIONS and action not in _ALLOWED_ACTIONS:
        yield "tindakan otomatis"
    is_stream = isinstance(dictionary, generic.StreamObject)
    if is_stream and ("/F" in dictionary or "/Ref" in dictionary):
        yield "isi dari luar dokumen"
    if entry(dictionary, "/Type") in ("/Filespec", "/EmbeddedFile"):
        yield "lampiran"
    if entry(dictionary, "/Subtype") in ("/PS", "/3D", "/RichMedia", "/Screen"):
        yield "media"


def _dictionaries(reader: PdfFileReader) -> Iterator[generic.DictionaryObject]:
    """Every dictionary of every object, reachable or not: leftovers may be revived later."""
    for reference in reader.xrefs.explicit_refs_in_revision(0):
        yield from within(reader.get_object(reference))


def within(item: generic.PdfObject) -> Iterator[generic.DictionaryObject]:
    """Every dictionary inside one object, references not followed."""
    if isinstance(item, generic.DictionaryObject):
        yield item
        nested: Iterable[generic.PdfObject] = [item.raw_get(key) for key in item]
    elif isinstance(item, generic.ArrayObject):
        nested = [item.raw_get(place) for place in range(len(item))]
    else:
        return
    for part in nested:
        if not isinstance(part, generic.IndirectObject):
            yield from within(part)


def pages(reader: PdfFileReader) -> Iterator[generic.DictionaryObject]:
    """The pages, first to last."""
    for reference in page_references(reader):
        yield reference.get_object()


def page_references(reader: PdfFileReader | HistoricalResolver) -> Iterator[generic.IndirectObject]:
    """References to the pages, first to last."""
    waiting = [reader.root.raw_get("/Pages")]
    seen = set()
    while waiting:
        node = waiting.pop(0)
        if node.reference in seen:
            raise ValueError("page tree runs in a circle")
        seen.add(node.reference)
        page = node.get_object()
        if entry(page, "/Type") == "/Page":
            yield node
        else:
            kids = page["/Kids"]
            waiting = [kids.raw_get(place) for place in range(len(kids))] + waiting


def _fonts_not_embedded(reader: PdfFileReader) -> Iterator[str]:
    for font in _dictionaries(reader):
        if entry(font, "/Type") != "/Font" or entry(font, "/Subtype") in ("/Type0", "/Type3"):
            continue  # a Type0 font embeds through its descendant, a Type3 font draws itself
        descriptor = entry(font, "/FontDescriptor", {})
        if not any(key in descriptor for key in _EMBEDDED):
            yield str(entry(font, "/BaseFont", "/?"))[1:]
