"""Keys and certificates: what opens, what does not, and that the reason is told apart."""

import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from signing_scene import AT, HOLDERS, KEPALA, OFFICE, ROOM, SEKRETARIS, codes_of, make_scene

import pipeline
from pipeline.adapters.signing import Holder, make_demo_pki
from pipeline.errors import Refused


def certificate_for(key, *, signs: bool = True, authority: bool = False) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "UJI COBA")])
    usage = x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=not signs,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2025, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2027, 1, 1, tzinfo=UTC))
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    algorithm = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return builder.sign(key, algorithm)


def packed(key, certificate, passphrase: bytes = b"rahasia") -> bytes:
    return pkcs12.serialize_key_and_certificates(
        b"uji", key, certificate, None, BestAvailableEncryption(passphrase)
    )


def refusal(data: bytes, passphrase: bytes = b"rahasia", at: datetime = AT) -> list[str]:
    with pytest.raises(Refused) as caught:
        ROOM.open_p12(data, passphrase, at=at)
    return codes_of(caught.value)


@pytest.fixture(scope="module")
def ec_key():
    return ec.generate_private_key(ec.SECP256R1())


def test_right_passphrase_opens_and_tells_the_certificate(ec_key):
    certificate = certificate_for(ec_key)
    credential = ROOM.open_p12(packed(ec_key, certificate), b"rahasia", at=AT)
    facts = credential.certificate
    assert facts.subject == "UJI COBA"
    assert facts.sha256 == certificate.fingerprint(hashes.SHA256()).hex()
    assert facts.issuer_der == facts.der  # nobody else came along
    assert (facts.not_before.year, facts.not_after.year) == (2025, 2027)


def test_wrong_passphrase_has_its_own_reason_and_leaves_no_trace(ec_key):
    data = packed(ec_key, certificate_for(ec_key))
    with pytest.raises(Refused) as caught:
        ROOM.open_p12(data, b"salah-sekali", at=AT)
    assert codes_of(caught.value) == ["P11"]
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert "salah-sekali" not in repr(caught.value) + repr(caught.value.findings)


def test_credential_shows_no_key_when_printed(ec_key):
    credential = ROOM.open_p12(packed(ec_key, certificate_for(ec_key)), b"rahasia", at=AT)
    assert "PrivateKey" not in repr(credential)
    assert "rahasia" not in repr(credential)


_RC2 = "-keypbe PBE-SHA1-RC2-40"
_TRIPLE_DES = "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES"


def made_with_openssl(folder, key, options: str) -> bytes:
    pem = folder / "both.pem"
    encoded = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem.write_bytes(encoded + certificate_for(key).public_bytes(Encoding.PEM))
    command = f"openssl pkcs12 -export -legacy {options} -passout pass:rahasia"
    return subprocess.run([*command.split(), "-in", pem], capture_output=True, check=True).stdout


@pytest.fixture(scope="module")
def outdated(tmp_path_factory, ec_key):
    return made_with_openssl(tmp_path_factory.mktemp("outdated"), ec_key, _RC2)


def test_wrong_passphrase_of_an_outdated_file_is_still_a_wrong_passphrase(outdated):
    assert refusal(outdated, b"salah") == ["P11"]


def test_outdated_encryption_is_refused_where_the_machine_would_open_it_too(outdated):
    assert refusal(outdated) == ["P12"]


def test_what_openssl_makes_with_legacy_alone_is_refused_for_its_rc2(tmp_path, ec_key):
    assert refusal(made_with_openssl(tmp_path, ec_key, "")) == ["P12"]


def test_triple_des_is_old_and_opens(tmp_path, ec_key):
    data = made_with_openssl(tmp_path, ec_key, _TRIPLE_DES)
    assert ROOM.open_p12(data, b"rahasia", at=AT).certificate.subject == "UJI COBA"
    assert refusal(data, b"salah") == ["P11"]


def test_outdated_encryption_is_not_taken_for_a_wrong_passphrase(tmp_path, outdated):
    """On a machine whose OpenSSL has no legacy algorithms, in a process of its own."""
    (tmp_path / "old.p12").write_bytes(outdated)
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); from datetime import *\n"
        "from pipeline.adapters.signing.credentials import open_p12\n"
        "from pipeline.errors import Refused\n"
        "data = open(sys.argv[2], 'rb').read()\n"
        "for word in (b'rahasia', b'salah'):\n"
        "  try: open_p12(data, word, at=datetime(2026, 1, 1, tzinfo=UTC))\n"
        "  except Refused as refused: print(refused.findings[0].code, refused.findings[0].facts)\n"
    )
    root = Path(pipeline.__file__).parents[1]
    said = subprocess.run(
        [sys.executable, "-c", program, root, tmp_path / "old.p12"],
        env={"CRYPTOGRAPHY_OPENSSL_NO_LEGACY": "1"},
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    assert said.splitlines() == ["P12 {'cara': 'rc2'}", "P11 {}"]


@pytest.mark.parametrize("data", [b"", b"bukan p12", b"\x30\x82\x01\x00" + bytes(256)])
def test_what_is_no_key_file_has_its_own_reason(data):
    assert refusal(data) == ["P10"]


def test_file_without_a_key_has_its_own_reason(ec_key):
    certificate = certificate_for(ec_key)
    data = pkcs12.serialize_key_and_certificates(
        None, None, certificate, None, BestAvailableEncryption(b"rahasia")
    )
    assert refusal(data) == ["P13"]


def test_certificate_is_valid_or_not_at_the_given_time(ec_key):
    data = packed(ec_key, certificate_for(ec_key))
    assert refusal(data, at=AT + timedelta(days=365)) == ["P14"]
    assert refusal(data, at=AT - timedelta(days=3650)) == ["P15"]


def test_certificate_for_encryption_cannot_sign(ec_key):
    assert refusal(packed(ec_key, certificate_for(ec_key, signs=False))) == ["P16"]


def test_certificate_of_an_authority_cannot_sign(ec_key):
    assert refusal(packed(ec_key, certificate_for(ec_key, authority=True))) == ["P16"]


def test_small_rsa_key_is_refused():
    key = rsa.generate_private_key(65537, 1024)  # noqa: S505 - the point of the test
    assert refusal(packed(key, certificate_for(key))) == ["P17"]


def test_unusual_kind_of_key_is_refused():
    key = ed25519.Ed25519PrivateKey.generate()
    assert refusal(packed(key, certificate_for(key))) == ["P17"]


def test_enrolment_reads_pem_der_and_p12_alike(ec_key):
    certificate = certificate_for(ec_key)
    pem, der = (certificate.public_bytes(one) for one in (Encoding.PEM, Encoding.DER))
    facts = ROOM.enrol(pem)
    assert ROOM.enrol(der) == facts
    assert ROOM.enrol(packed(ec_key, certificate), b"rahasia") == facts


@pytest.mark.parametrize(("signs", "code"), [(False, "P16"), (True, None)])
def test_enrolment_checks_the_key_usage(ec_key, signs, code):
    pem = certificate_for(ec_key, signs=signs).public_bytes(Encoding.PEM)
    if code is None:
        assert ROOM.enrol(pem).subject == "UJI COBA"
        return
    with pytest.raises(Refused) as caught:
        ROOM.enrol(pem)
    assert codes_of(caught.value) == [code]


def test_enrolment_of_rubbish_is_refused():
    with pytest.raises(Refused) as caught:
        ROOM.enrol(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    assert codes_of(caught.value) == ["P10"]


def test_demo_keys_are_private_and_made_once(tmp_path):
    folder = tmp_path / "keys"
    first = make_demo_pki(folder, HOLDERS, OFFICE)
    before = {one.name: one.read_bytes() for one in folder.iterdir()}
    assert make_demo_pki(folder, HOLDERS, OFFICE) == first
    assert {one.name: one.read_bytes() for one in folder.iterdir()} == before
    for name in ("ca.key", "sekretaris.p12"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert {"ca.pem", "kepala-badan.p12"} <= set(before)


def test_new_holder_of_a_post_gets_a_new_demo_key(tmp_path):
    first = make_demo_pki(tmp_path, (SEKRETARIS, KEPALA), OFFICE)
    successor = Holder(post="sekretaris", name="ANI", nip="1", title="Sekretaris")
    second = make_demo_pki(tmp_path, (successor, KEPALA), OFFICE)
    assert second["kepala-badan"] == first["kepala-badan"]
    assert second["sekretaris"].sha256 != first["sekretaris"].sha256
    assert second["sekretaris"].issuer_der == first["sekretaris"].issuer_der


@pytest.mark.parametrize("year", [2024, 2026, 2028])
def test_demo_keys_work_in_any_year_a_demo_may_stand_in(year):
    data = make_scene().p12["sekretaris"]
    at = datetime(year, 3, 1, tzinfo=UTC)
    assert ROOM.open_p12(data, b"demo", at=at).certificate.subject == SEKRETARIS.name
