"""Keys on tokens, through a real PKCS#11 library: what signs, and what each obstacle is called."""

import os
import subprocess
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pkcs11 import Attribute, Mechanism, TokenFlag
from signing_scene import AT, PARAF, ROOM, SEKRETARIS, codes_of, expect, make_scene, stamp
from soft_tokens import LIBRARY, PIN, Cabinet

from pipeline.adapters.signing import NoLibrary, TokenChoice, open_token
from pipeline.adapters.signing import token as room_for_tokens
from pipeline.adapters.signing.credentials import KeyCredential
from pipeline.errors import NotYet, PipelineError, Refused


def certificate_for(key, *, public=None, ends=datetime(2027, 1, 1, tzinfo=UTC)):
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "UJI TOKEN")])
    usage = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(public or key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2025, 1, 1, tzinfo=UTC))
        .not_valid_after(ends)
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True
        )
        .sign(key, hashes.SHA256())
    )


@pytest.fixture(scope="module")
def rsa_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def cabinet(tmp_path_factory, rsa_key):
    """Tokens as they come: a good one, and one for each thing that can be missing."""
    scene = make_scene()
    tokens = Cabinet(tmp_path_factory.mktemp("tokens"))
    curve = ec.generate_private_key(ec.SECP384R1())
    for label in (
        "SEKRETARIS",
        "RSA",
        "P384",
        "KOSONG",
        "KARTU ASN",
        "TANPA SERTIFIKAT",
        "DUA",
        "TERTUKAR",
        "LAMA",
    ):
        tokens.add(label)
    tokens.put_p12("SEKRETARIS", scene.p12["sekretaris"])
    tokens.put_key("RSA", rsa_key, "kunci", "01")
    tokens.put_certificates("RSA", certificate_for(rsa_key), number="01")
    tokens.put_key("P384", curve, "kunci", "01")
    tokens.put_certificates("P384", certificate_for(curve), number="01")
    tokens.put_key("TANPA SERTIFIKAT", curve, "kunci", "01")
    tokens.put_key("DUA", curve, "lama", "01")
    tokens.put_p12("DUA", scene.p12["sekretaris"], label="baru", number="02")
    tokens.put_key("TERTUKAR", curve, "kunci", "01")
    other = ec.generate_private_key(ec.SECP384R1())
    tokens.put_certificates("TERTUKAR", certificate_for(other), number="01")
    tokens.put_key("LAMA", curve, "kunci", "01")
    ended = certificate_for(curve, ends=AT - timedelta(days=1))
    tokens.put_certificates("LAMA", ended, number="01")
    return tokens


@pytest.fixture
def seen(cabinet):
    with cabinet.opened():
        yield cabinet


def opened(token, *, pin=PIN, key_label=None):
    choice = TokenChoice(library=str(LIBRARY), token=token, key_label=key_label)
    return open_token(choice, lambda: pin, at=AT)


def signed_with(token, **how):
    with opened(token, **how) as credential:
        paper = ROOM.sign(
            make_scene().issued,
            field=PARAF.name,
            credential=credential,
            stamp=stamp(SEKRETARIS, "paraf"),
        )
        return paper, credential.certificate


def on_token(label):
    """A session that may write."""
    return pkcs11.lib(str(LIBRARY)).get_token(token_label=label).open(rw=True, user_pin=PIN)


def refusal(token, **how):
    with pytest.raises(Refused) as caught, opened(token, **how):
        pass
    return caught.value


def test_signature_by_a_token_is_accepted_like_any_other(seen):
    paper, facts = signed_with("SEKRETARIS")
    scene = make_scene()
    assert facts.sha256 == scene.certificates["sekretaris"].sha256
    assert facts.issuer_der == scene.certificates["sekretaris"].issuer_der
    assert scene.reasons(paper, count=1) == []


@pytest.mark.parametrize("token", ["RSA", "P384"])
def test_other_kinds_of_keys_sign_too(seen, token):
    paper, facts = signed_with(token)
    verdict = ROOM.examine(
        paper,
        issued=make_scene().issued,
        expected=(expect(PARAF.name, "Sekretaris", facts),),
        at=AT,
    )
    assert verdict.findings == ()


def test_poppler_calls_a_token_s_signature_valid(seen, tmp_path):
    path = tmp_path / "surat.pdf"
    path.write_bytes(signed_with("RSA")[0])
    ran = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False)
    assert "Signature is Valid." in ran.stdout


def test_token_that_cannot_hash_is_given_the_digest(seen, rsa_key):
    with opened("RSA") as credential:
        assert isinstance(credential, KeyCredential)
        key = credential.key
        plain = room_for_tokens.TokenKey(
            token="RSA",
            family="rsa",
            bits=2048,
            public=rsa_key.public_key(),
            handle=key.handle,
            mechanisms=frozenset({Mechanism.RSA_PKCS}),
            pin=None,
        )
        assert plain.sign(b"isi surat", "sha256") == key.sign(b"isi surat", "sha256")


def test_key_that_wants_the_pin_each_time_gets_it(cabinet, rsa_key):
    with cabinet.opened(), on_token("KARTU ASN") as session:
        public, _ = session.generate_keypair(
            pkcs11.KeyType.RSA,
            2048,
            id=b"\1",
            label="kunci",
            store=True,
            private_template={Attribute.ALWAYS_AUTHENTICATE: True},
        )
        pair = rsa.RSAPublicNumbers(
            int.from_bytes(public[Attribute.PUBLIC_EXPONENT], "big"),
            int.from_bytes(public[Attribute.MODULUS], "big"),
        )
    # Signed by another key: only the public half matters here.
    cabinet.put_certificates(
        "KARTU ASN", certificate_for(rsa_key, public=pair.public_key()), number="01"
    )
    with cabinet.opened(), opened("KARTU ASN") as credential:
        assert PIN not in repr(credential.key)
        for _ in range(2):
            assert len(credential.key.sign(b"surat", "sha256")) == 256


def test_serial_number_names_a_token_too(seen):
    token = pkcs11.lib(str(LIBRARY)).get_token(token_label="SEKRETARIS")
    _, facts = signed_with(token.serial.decode())
    assert facts.sha256 == make_scene().certificates["sekretaris"].sha256


def test_wrong_pin_missing_key_and_missing_certificate_are_told_apart(seen):
    assert codes_of(refusal("SEKRETARIS", pin="00000000")) == ["P60"]
    assert codes_of(refusal("KOSONG")) == ["P62"]
    assert codes_of(refusal("TANPA SERTIFIKAT")) == ["P64"]
    assert codes_of(refusal("LAMA")) == ["P14"]
    signed_with("SEKRETARIS")  # a wrong PIN has locked nothing


def test_several_keys_are_named_and_one_is_chosen(seen):
    refused = refusal("DUA")
    assert codes_of(refused) == ["P63"]
    assert '"lama", "baru"' in refused.findings[0].facts["kunci"] or (
        '"baru", "lama"' in refused.findings[0].facts["kunci"]
    )
    assert make_scene().reasons(signed_with("DUA", key_label="baru")[0], count=1) == []
    other = refusal("DUA", key_label="tak ada")
    assert codes_of(other) == ["P62"]
    assert "baru" in other.findings[0].facts["rincian"]


def test_key_and_certificate_that_are_no_pair_make_no_signature(seen):
    with pytest.raises(Refused) as caught:
        signed_with("TERTUKAR")
    assert codes_of(caught.value) == ["P65"]


def test_missing_token_is_told_before_the_pin_is_asked(seen):
    def never():
        raise AssertionError("asked for a PIN with no token there")

    choice = TokenChoice(library=str(LIBRARY), token="TIDAK ADA")
    with pytest.raises(NotYet) as caught, open_token(choice, never, at=AT):
        pass
    assert "TIDAK ADA" in caught.value.what
    assert "'SEKRETARIS'" in caught.value.what


@pytest.mark.parametrize("library", ["/tidak/ada.so", __file__, "/lib/x86_64-linux-gnu/libc.so.6"])
def test_what_is_no_pkcs11_library_is_a_matter_of_usage(library):
    choice = TokenChoice(library=library, token="X")
    with pytest.raises(NoLibrary) as caught, open_token(choice, lambda: PIN, at=AT):
        pass
    assert caught.value.exit_code == 2


def test_pulled_token_ends_signing_and_nothing_else(cabinet):
    scene = make_scene()
    with cabinet.opened(), opened("SEKRETARIS") as credential:
        cabinet.remove()
        try:
            for _ in range(2):
                with pytest.raises(NotYet) as caught:
                    ROOM.sign(
                        scene.issued,
                        field=PARAF.name,
                        credential=credential,
                        stamp=stamp(SEKRETARIS, "paraf"),
                    )
                assert "SEKRETARIS" in caught.value.what
        finally:
            cabinet.insert()
    with cabinet.opened():
        assert scene.reasons(signed_with("SEKRETARIS")[0], count=1) == []


def test_pin_shows_up_nowhere(seen):
    with opened("SEKRETARIS") as credential:
        assert PIN not in repr(credential) + repr(credential.key)
    for pin in ("40404040", "x"):
        refused = refusal("SEKRETARIS", pin=pin)
        assert refused.__cause__ is None
        assert pin not in repr(refused) + repr(refused.findings)
    assert PIN not in repr(dict(os.environ))


# -- what SoftHSM2 cannot do: it never locks, warns or brings a PIN pad ---------------------------


_NO_FLAGS = TokenFlag(0)


class Device:
    """A token of its own, as a driver presents it."""

    label, serial = "KARTU", b"77"

    def __init__(self, *, flags=_NO_FLAGS, login=None):
        self.flags, self._login, self.pins = flags, login, []
        self.slot = SimpleNamespace(get_token=lambda: self, get_mechanisms=set)

    def open(self, *, user_pin):
        self.pins.append(user_pin)
        if self._login:
            raise self._login
        return SimpleNamespace(get_objects=lambda _: iter(()), close=lambda: None)


def outcome(monkeypatch, device):
    library = SimpleNamespace(get_slots=lambda **_: [device.slot])
    monkeypatch.setattr(pkcs11, "lib", lambda _: library)
    asked = []

    def ask():
        asked.append(True)
        return "1234"

    choice = TokenChoice(library="x", token="KARTU")
    with pytest.raises(PipelineError) as caught, open_token(choice, ask, at=AT):
        pass
    return caught.value, len(asked)


def test_locked_token_is_not_taken_for_a_wrong_pin(monkeypatch):
    error, asked = outcome(monkeypatch, Device(login=pkcs11.PinLocked()))
    assert (codes_of(error), asked) == (["P61"], 1)
    error, asked = outcome(monkeypatch, Device(flags=TokenFlag.USER_PIN_LOCKED))
    assert (codes_of(error), asked) == (["P61"], 0)  # no use asking


def test_last_try_is_announced(monkeypatch):
    device = Device(flags=TokenFlag.USER_PIN_FINAL_TRY, login=pkcs11.PinIncorrect())
    error, _ = outcome(monkeypatch, device)
    assert codes_of(error) == ["P60"]
    assert "satu kesempatan" in error.findings[0].facts["sisa"]
    assert device.pins == ["1234"]  # tried once, never again by itself


def test_token_with_a_pin_pad_asks_by_itself(monkeypatch):
    device = Device(flags=TokenFlag.PROTECTED_AUTHENTICATION_PATH)
    error, asked = outcome(monkeypatch, device)
    assert (codes_of(error), asked) == (["P62"], 0)
    assert device.pins == [pkcs11.PROTECTED_AUTH]


@pytest.mark.parametrize("error", [pkcs11.GeneralError(), pkcs11.PinExpired()])
def test_what_a_driver_objects_to_is_passed_on_by_name(monkeypatch, error):
    refused, _ = outcome(monkeypatch, Device(login=error))
    assert codes_of(refused) == ["P65"]
    assert refused.findings[0].facts["sebab"] == type(error).__name__


def test_token_pulled_out_while_the_pin_is_typed_is_not_there(monkeypatch):
    error, _ = outcome(monkeypatch, Device(login=pkcs11.TokenNotPresent()))
    assert isinstance(error, NotYet)
