"""Digits read in one go: what the reader then says is what it would have said by itself."""

import io

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from pipeline.adapters.signing.digits import read_digits
from tests.attacks.raw import Signed, by_hand, swap
from tests.attacks.scenes import make_letters
from tools.mutate_signatures import subjects


@pytest.mark.parametrize("place", range(10))
def test_objects_are_those_the_reader_reads_itself(place):
    subject = subjects()[place]
    plain, quick = both(subject.handed.pdf, subject.handed.issued)
    assert len(quick.resolved_objects) == subject.handed.pdf.count(b"/ByteRange")
    for (generation, number), found in quick.resolved_objects.items():
        expected = plain.get_object(generic.Reference(number, generation, plain))
        assert type(found) is type(expected)
        assert found == expected
        for one in (found.raw_get("/Contents"), expected.raw_get("/Contents")):
            assert one.container_ref.idnum == number
        contents = found.raw_get("/Contents")
        assert contents.original_bytes == expected.raw_get("/Contents").original_bytes
        assert type(contents) is type(expected.raw_get("/Contents"))


@pytest.mark.parametrize(
    "bent",
    [
        Signed(value=lambda text: swap(text, b"/Contents <", b"/Contents <00> /X <")),
        Signed(value=lambda text: swap(text, b"/Contents <", b"/X << /Contents <") + b">>"),
        Signed(value=lambda text: text + b" % /X"),
        Signed(hole=lambda der: der.hex().encode()[:60] + b" " + der.hex().encode()[60:]),
        Signed(value=lambda text: text + b" /X <" + b"00" * 600 + b">"),
    ],
)
def test_what_is_not_plainly_a_signature_is_left_to_the_reader(bent):
    letter = make_letters()["paraf"]
    _, quick = both(by_hand(letter, bent), letter.issued)
    assert not quick.resolved_objects


def both(pdf: bytes, issued: bytes) -> tuple[PdfFileReader, PdfFileReader]:
    """The file as the reader reads it, and with the digits read before."""
    plain, quick = (PdfFileReader(io.BytesIO(pdf), strict=True) for _ in range(2))
    since = PdfFileReader(io.BytesIO(issued), strict=True).total_revisions
    quick.resolved_objects.clear()
    read_digits(quick, pdf, since)
    return plain, quick
