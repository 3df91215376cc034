"""Other people's programs: verifiers agree with us, and a proper signer's work is accepted."""

import io
import re
import subprocess
from datetime import UTC, datetime

import pypdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from PIL import Image, ImageChops
from signing_scene import AT, PARAF, ROOM, SEKRETARIS, expect, make_scene, stamp

from pipeline.adapters.signing.evidence import parse, span
from tests.attacks.raw import message_in


def test_poppler_finds_both_signatures_valid(tmp_path):
    (tmp_path / "signed.pdf").write_bytes(make_scene().signed)
    said = subprocess.run(
        ["pdfsig", "-nocert", tmp_path / "signed.pdf"], capture_output=True, text=True, check=False
    ).stdout
    assert said.count("Signature Validation: Signature is Valid.") == 2
    assert said.count("ETSI.CAdES.detached") == 2
    assert said.count("Total document signed") == 1
    assert "Oct 12 2026 01:00:00" in said or "Oct 12 2026 08:00:00" in said


@pytest.mark.parametrize("place", [0, 1])
def test_openssl_verifies_the_message_over_the_signed_bytes(tmp_path, place):
    scene = make_scene()
    signature = parse(scene.signed, scene.issued, scene.expected, AT).signatures[place]
    _, gap, resume, end = span(signature)
    (tmp_path / "content").write_bytes(scene.signed[:gap] + scene.signed[resume:end])
    (tmp_path / "message").write_bytes(message_in(signature))
    (tmp_path / "ca.pem").write_bytes(pem(scene.expected[place].trust[0]))
    command = "openssl cms -verify -binary -inform DER -purpose any -no_check_time"
    files = ["-in", "message", "-content", "content", "-CAfile", "ca.pem", "-out", "same"]
    ran = subprocess.run([*command.split(), *files], cwd=tmp_path, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "same").read_bytes() == (tmp_path / "content").read_bytes()


def test_rsa_key_signs_and_is_accepted():
    scene = make_scene()
    key = rsa.generate_private_key(65537, 2048)
    credential = ROOM.open_p12(self_signed(key), b"", at=AT)
    assert accepted_with(scene, credential)


@pytest.mark.parametrize("curve", [ec.SECP384R1(), ec.SECP521R1()])
def test_larger_curves_sign_and_are_accepted(curve):
    scene = make_scene()
    key = ec.generate_private_key(curve)
    assert accepted_with(scene, ROOM.open_p12(self_signed(key), b"", at=AT))


def test_stamps_are_drawn_inside_their_boxes_and_nowhere_else(tmp_path):
    scene = make_scene()
    before, after = (raster(tmp_path, name, pdf) for name, pdf in pages(scene))
    changed = ImageChops.difference(before, after).convert("L")
    reader = pypdf.PdfReader(io.BytesIO(scene.signed))
    for widget in reader.pages[0]["/Annots"]:
        box = pixel_box(widget.get_object()["/Rect"], before.height)
        inked = changed.crop(box).histogram()
        assert sum(inked[64:]) > 300  # something dark was drawn
        changed.paste(0, box)
    assert changed.getbbox() is None


def test_stamp_says_who_and_when():
    text = "".join(
        widget.get_object()["/AP"]["/N"].get_object().get_data().decode("latin-1")
        for widget in pypdf.PdfReader(io.BytesIO(make_scene().signed)).pages[0]["/Annots"]
    )
    said = [bytes.fromhex(part).decode("cp1252") for part in re.findall("<([0-9a-f]+)> Tj", text)]
    assert said == [
        "Paraf",
        "Sekretaris",
        "12 Oktober 2026 pukul 08.00 WIB",
        "Ditandatangani secara elektronik oleh:",
        "Kepala Badan Kesatuan Bangsa dan Politik",
        "Dra. SRI WAHYUNI, M.Si",
        "NIP. 19680512 199303 2 002",
        "12 Oktober 2026 pukul 08.30 WIB",
    ]


def test_reason_names_the_capacity_or_the_number():
    scene = make_scene()
    objects = [
        one.sig_object for one in parse(scene.signed, scene.issued, scene.expected, AT).signatures
    ]
    assert [str(one["/Reason"]) for one in objects] == [
        "Paraf: Sekretaris",
        "Penandatanganan: 000.8.6.3 / 07 / KBL / X / 2026",
    ]


def accepted_with(scene, credential) -> bool:
    signed = ROOM.sign(
        scene.issued, field=PARAF.name, credential=credential, stamp=stamp(SEKRETARIS, "paraf")
    )
    expected = expect(PARAF.name, "Sekretaris", credential.certificate)
    return ROOM.examine(signed, issued=scene.issued, expected=(expected,), at=AT).is_accepted


def self_signed(key) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "UJI COBA")])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2025, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2028, 1, 1, tzinfo=UTC))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(b"uji", key, certificate, None, NoEncryption())


def pem(der: bytes) -> bytes:
    return x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM)


def pages(scene):
    return (("before", scene.issued), ("after", scene.signed))


def raster(folder, name: str, pdf: bytes) -> Image.Image:
    (folder / f"{name}.pdf").write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", "72", "-png", "-singlefile", folder / f"{name}.pdf", folder / name],
        check=True,
    )
    return Image.open(folder / f"{name}.png").convert("RGB")


def pixel_box(rect, height: int) -> tuple[int, int, int, int]:
    left, bottom, right, top = map(float, rect)
    return (int(left) - 1, int(height - top) - 1, int(right) + 2, int(height - bottom) + 2)
