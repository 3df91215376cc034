"""What comes out of the converter, and what it refuses; with the real LibreOffice."""

import socket
import threading
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from conversion_letters import BOOKMARK, letter, workers_under
from pypdf import PdfReader

from pipeline.adapters.conversion import LibreOffice, installation, probe, version
from pipeline.adapters.jail import Isolation, isolation
from pipeline.errors import Misconfigured, NotYet, Refused
from pipeline.reasons.conversion import CATALOGUE


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    return tmp_path_factory.mktemp("scratch")


@pytest.fixture(scope="module")
def converter(scratch):
    with LibreOffice(scratch=scratch) as libreoffice:
        libreoffice.warm()
        yield libreoffice


@pytest.fixture(scope="module")
def rendition(converter):
    return converter.convert(letter(pages=2))


def refusal(converter, docx):
    with pytest.raises(Refused) as refused:
        converter.convert(docx)
    return [finding.code for finding in refused.value.findings]


def rewritten(docx, part, content):
    """The package with one part's content replaced."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(docx)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return stream.getvalue()


def test_letter_of_two_pages_has_two_pages(rendition):
    assert rendition.pages == 2
    assert "Halaman 1" in PdfReader(BytesIO(rendition.pdf)).pages[0].extract_text()


def test_pdf_claims_pdf_a_2b_and_is_tagged(rendition):
    reader = PdfReader(BytesIO(rendition.pdf))
    catalogue = reader.trailer["/Root"]
    claims = catalogue["/Metadata"].get_data()
    assert b"<pdfaid:part>2</pdfaid:part>" in claims
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in claims
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/OutputIntents"]


def test_fonts_are_embedded(rendition):
    reader = PdfReader(BytesIO(rendition.pdf))
    fonts = [font for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    names = set()
    for font in (reference.get_object() for reference in fonts):
        holder = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        descriptor = holder["/FontDescriptor"]
        names.add(str(descriptor["/FontName"]))
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)
    assert any("Liberation" in name for name in names)  # asked for Arial


def test_bookmark_becomes_a_named_destination_on_its_page(rendition):
    reader = PdfReader(BytesIO(rendition.pdf))
    destinations = {name.strip("/"): to for name, to in reader.named_destinations.items()}
    target = destinations[BOOKMARK]
    assert reader.get_destination_page_number(target) == 1
    assert 0 < target.top < reader.pages[1].mediabox.height


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"Yth. Bapak Kepala Badan,\r\n",
        letter()[:-2000],
        b"PK\x03\x04" + bytes(500),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
    ],
    ids=["empty", "plain-text", "truncated", "broken-zip", "old-word-or-password"],
)
def test_what_is_no_word_package_is_refused(converter, garbage):
    assert refusal(converter, garbage) == ["K02"]


def test_damage_inside_the_package_is_refused(converter):
    docx = bytearray(letter())
    middle = len(docx) // 2
    docx[middle : middle + 400] = bytes(400)
    assert refusal(converter, bytes(docx)) == ["K02"]


def test_zip_of_something_else_is_refused(converter):
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("word/document.xml", "<a/>")
    assert refusal(converter, stream.getvalue()) == ["K02"]


def test_broken_xml_is_refused_and_the_next_letter_converts(converter):
    broken = rewritten(letter(), "word/document.xml", "<w:document><w:body>")
    assert refusal(converter, broken) == ["K01"]
    assert converter.convert(letter(pages=1)).pages == 1


def test_reviewers_comment_is_not_printed(converter):
    rendition = converter.convert(letter(comment="Mohon cek"))
    page = PdfReader(BytesIO(rendition.pdf)).pages[1]
    assert "Kepala Badan" in page.extract_text()
    assert "Mohon cek" not in page.extract_text()
    assert "/Annots" not in page


def test_every_code_is_in_the_catalogue():
    assert {reason.code for reason in CATALOGUE} == {"K01", "K02", "K03", "K04"}


def test_linked_picture_is_not_fetched(converter):
    hits = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        done = threading.Event()

        def listen():
            while not done.is_set():
                try:
                    hits.append(listener.accept()[0])
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/logo.png"
        assert converter.convert(letter(picture_url=url)).pages == 2
        done.set()
        thread.join()
    for hit in hits:
        hit.close()
    assert hits == []


def test_worker_is_jailed(converter, scratch, rendition):
    assert converter.isolation() == isolation() == "bubblewrap"
    (worker,) = workers_under(scratch)
    inside = Path(f"/proc/{worker}")
    assert (inside / "ns/net").readlink() != Path("/proc/self/ns/net").readlink()
    assert len((inside / "net/route").read_text().splitlines()) == 1  # the heading: no route
    mounts = [line.split() for line in (inside / "mounts").read_text().splitlines()]
    writable = {mount[1] for mount in mounts if "rw" in mount[3].split(",")}
    folders = {path for path in writable if not path.startswith(("/dev", "/proc"))}
    assert folders - {"/", "/tmp"} == {str(*scratch.glob("conversion-*/worker-*"))}  # noqa: S108
    assert not (inside / "root/etc/shadow").exists()
    assert (inside / "root/etc/fonts").exists()
    assert not Path(f"{inside}/root{Path(__file__).parents[2]}/pyproject.toml").exists()


@pytest.mark.long
@pytest.mark.parametrize("level", [Isolation.NO_NETWORK, Isolation.BARE])
def test_lesser_walls_convert_too(tmp_path, level):
    with LibreOffice(scratch=tmp_path, level=level) as libreoffice:
        assert libreoffice.convert(letter()).pages == 2
        (worker,) = workers_under(tmp_path)
        network = Path(f"/proc/{worker}/ns/net").readlink()
        alone = network != Path("/proc/self/ns/net").readlink()
        assert alone == (level is Isolation.NO_NETWORK)
    assert workers_under(tmp_path) == []


def test_closed_converter_leaves_nothing_and_says_so(tmp_path):
    libreoffice = LibreOffice(scratch=tmp_path)
    libreoffice.warm()
    libreoffice.close()
    libreoffice.close()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(NotYet, match="stopped"):
        libreoffice.convert(letter())


def test_this_machine_has_all_that_is_needed():
    assert probe() == []
    assert version()[0].isdigit()


def test_missing_fonts_are_named_with_their_package(tmp_path, monkeypatch):
    no_fonts = tmp_path / "fonts.conf"
    no_fonts.write_text("<fontconfig/>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(no_fonts))
    problems = probe()
    assert [problem.split('"')[1] for problem in problems] == list(installation.NEEDED_FONTS)
    assert all("apt-get install fonts-" in problem for problem in problems)


def test_missing_programs_are_named_with_their_package(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(installation, "USUAL_PROGRAM_FOLDERS", ())
    problems = "\n".join(probe())
    assert "libreoffice-writer-nogui" in problems
    assert "apt-get install fontconfig" in problems
    with LibreOffice(scratch=tmp_path) as libreoffice, pytest.raises(Misconfigured):
        libreoffice.convert(letter())
    assert isolation.__wrapped__() is Isolation.BARE
    assert list(tmp_path.iterdir()) == []
