"""Signatures by keys that lie elsewhere (openssl): what is put in, and what each obstacle is."""

import base64
import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from far_keys import far_key, far_key_of
from signing_scene import (
    AT,
    KEPALA,
    PARAF,
    ROOM,
    SEKRETARIS,
    TTD,
    codes_of,
    expect,
    make_scene,
    stamp,
)

from pipeline.adapters.signing import (
    Paper,
    finish_remote,
    open_certificate,
    pack_request,
    prepare_remote,
    unpack_request,
)
from pipeline.errors import Refused


def certificate_for(key, *, ends=datetime(2027, 1, 1, tzinfo=UTC)):
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "UJI JAUH")])
    usage = x509.KeyUsage(True, True, *[False] * 7)  # noqa: FBT003 - the order of RFC 5280
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2025, 1, 1, tzinfo=UTC))
        .not_valid_after(ends)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )


@pytest.fixture(scope="module")
def sekretaris(tmp_path_factory):
    return far_key_of(tmp_path_factory.mktemp("jauh") / "k", make_scene().p12["sekretaris"])


@pytest.fixture(scope="module")
def kepala(tmp_path_factory):
    return far_key_of(tmp_path_factory.mktemp("jauh") / "k", make_scene().p12["kepala-badan"])


def prepared(far, pdf=None, *, field=PARAF.name, who=SEKRETARIS, kind="paraf"):
    chain = far.chain.read_bytes()
    return prepare_remote(
        pdf or make_scene().issued,
        field=field,
        credential=open_certificate(far.certificate.read_bytes(), chain, at=AT),
        stamp=stamp(who, kind),
        paper=Paper(file="surat.pdf", document="", post=who.post),
    )


def finished(request, pdf, answer, at=AT):
    return finish_remote(request, pdf, answer, label="Sekretaris", at=at)


def refusal(request, pdf, answer, at=AT):
    with pytest.raises(Refused) as caught:
        finished(request, pdf, answer, at)
    return codes_of(caught.value)


def covered(request, pdf):
    return pdf[: request.start] + pdf[request.end :]


# -- what is put in ------------------------------------------------------------------------------


def test_raw_signature_in_any_form_makes_a_signature_like_any_other(sekretaris):
    pdf, request = prepared(sekretaris)
    made = sekretaris.sign(request.signed_attributes)
    pair = b"".join(number.to_bytes(32, "big") for number in decode_dss_signature(made))
    for answer in (
        made,
        base64.encodebytes(made),
        made.hex().encode(),
        pair,
        base64.b64encode(pair),
    ):
        paper = finished(request, pdf, answer)
        assert make_scene().reasons(paper, count=1) == []
        assert paper.startswith(make_scene().issued)


def test_signature_made_over_the_digest_alone_will_do(sekretaris):
    pdf, request = prepared(sekretaris)
    value = json.loads(pack_request(request))
    answer = sekretaris.sign_digest(bytes.fromhex(value["signed_attributes_digest"]))
    assert make_scene().reasons(finished(request, pdf, answer), count=1) == []


@pytest.mark.parametrize(
    ("key", "digest"),
    [
        (rsa.generate_private_key(public_exponent=65537, key_size=2048), "sha256"),
        (rsa.generate_private_key(public_exponent=65537, key_size=3072), "sha384"),
        (ec.generate_private_key(ec.SECP384R1()), "sha384"),
        (ec.generate_private_key(ec.SECP521R1()), "sha512"),
    ],
    ids=["rsa-2048", "rsa-3072", "p384", "p521"],
)
def test_every_kind_of_key_signs_raw_and_whole(tmp_path, key, digest):
    far = far_key(tmp_path / "k", key, certificate_for(key))
    pdf, request = prepared(far)
    assert request.digest_algorithm == digest
    facts = open_certificate(far.certificate.read_bytes(), at=AT).certificate
    for answer in (
        far.sign(request.signed_attributes, digest=digest),
        far.message(covered(request, pdf), digest=digest),
    ):
        verdict = ROOM.examine(
            finished(request, pdf, answer),
            issued=make_scene().issued,
            expected=(expect(PARAF.name, "Sekretaris", facts),),
            at=AT,
        )
        assert verdict.findings == ()


def test_complete_message_in_any_form_is_accepted(sekretaris):
    pdf, request = prepared(sekretaris)
    content = covered(request, pdf)
    issuers = ("-certfile", str(sekretaris.chain))
    plain = sekretaris.message(content)
    for answer in (
        plain,
        base64.b64encode(plain),
        sekretaris.message(content, form="PEM"),
        sekretaris.message(content, *issuers, "-nosmimecap"),
        sekretaris.message(content, "-keyid"),
    ):
        assert make_scene().reasons(finished(request, pdf, answer), count=1) == []


def test_second_signature_comes_from_elsewhere_too(kepala, tmp_path):
    scene = make_scene()
    pdf, request = prepared(kepala, scene.initialled, field=TTD.name, who=KEPALA, kind="ttd")
    for answer in (
        kepala.sign(request.signed_attributes),
        kepala.message(covered(request, pdf)),
    ):
        paper = finished(request, pdf, answer)
        assert scene.reasons(paper) == []
    path = tmp_path / "surat.pdf"
    path.write_bytes(paper)
    ran = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False)
    assert ran.stdout.count("Signature is Valid.") == 2


def test_request_says_all_that_the_other_side_needs_and_comes_back_the_same(sekretaris):
    _, request = prepared(sekretaris)
    packed = pack_request(request)
    assert unpack_request(packed, "x") == request
    assert unpack_request(pack_request(request.done(AT, b"x")), "x").finished.at == AT
    value = json.loads(packed)
    attributes = base64.b64decode(value["signed_attributes"])
    digest = hashes.Hash(hashes.SHA256())
    digest.update(attributes)
    assert value["signed_attributes_sha256"] == digest.finalize().hex()
    assert value["certificate_sha256"] == make_scene().certificates["sekretaris"].sha256
    assert value["document_digest"] in attributes.hex()
    assert b"PRIVATE" not in packed


# -- what is not ---------------------------------------------------------------------------------


def test_wrong_raw_signatures_are_refused(sekretaris, kepala):
    pdf, request = prepared(sekretaris)
    _, other = prepared(sekretaris, make_scene().issued, who=KEPALA)
    attributes = request.signed_attributes
    good = sekretaris.sign(attributes)
    for answer in (
        kepala.sign(attributes),  # another key
        sekretaris.sign(other.signed_attributes),  # another digest
        sekretaris.sign(pdf),  # the document instead of the attributes
        sekretaris.sign(attributes, digest="sha384"),
        good[:-1],
        good + b"\0",
        bytes(64),
        b"\x30\x82",
        b"bukan tanda tangan",
        b"",
    ):
        assert refusal(request, pdf, answer) == ["P83"], answer
    assert refusal(request, pdf, b"-----BEGIN CMS-----\nAAAA") == ["P82"]


def test_rsa_pss_is_not_taken_for_what_was_asked(tmp_path):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    far = far_key(tmp_path / "k", key, certificate_for(key))
    pdf, request = prepared(far)
    answer = far.sign(request.signed_attributes, "-sigopt", "rsa_padding_mode:pss")
    assert refusal(request, pdf, answer) == ["P83"]


def test_wrong_messages_are_told_apart(sekretaris, kepala, tmp_path):
    pdf, request = prepared(sekretaris)
    content = covered(request, pdf)
    good = sekretaris.message(content)
    assert refusal(request, pdf, kepala.message(content)) == ["P84"]
    assert refusal(request, pdf, sekretaris.message(content + b" ")) == ["P85"]
    assert refusal(request, pdf, sekretaris.message(pdf)) == ["P85"]
    assert refusal(request, pdf, good[:-30]) == ["P82"]
    assert refusal(request, pdf, good[:30] + bytes(200)) == ["P82"]
    assert refusal(request, pdf, sekretaris.message(content, "-noattr", cades=False)) == ["P82"]
    assert refusal(request, pdf, sekretaris.message(content, cades=False)) == ["P45"]
    assert refusal(request, pdf, sekretaris.message(content, "-nocerts")) != []
    assert refusal(request, pdf, good[:-8] + bytes(8)) == ["P41"]  # the signature's last bytes
    assert refusal(request, pdf, sekretaris.message(content, digest="sha1")) != []
    many = tmp_path / "banyak.pem"
    pem = [certificate_for(ec.generate_private_key(ec.SECP256R1())) for _ in range(50)]
    many.write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in pem))
    assert refusal(request, pdf, sekretaris.message(content, "-certfile", str(many))) == ["P86"]


def test_message_with_the_content_inside_or_foreign_certificates_is_refused(sekretaris, kepala):
    pdf, request = prepared(sekretaris)
    content = covered(request, pdf)
    assert refusal(request, pdf, sekretaris.message(content, "-nodetach")) == ["P86"]
    foreign = ("-certfile", str(kepala.certificate))
    assert refusal(request, pdf, sekretaris.message(content, *foreign)) == ["P45"]


def test_prepared_pdf_or_request_that_changed_is_refused(sekretaris, kepala):
    pdf, request = prepared(sekretaris)
    answer = sekretaris.sign(request.signed_attributes)
    for changed in (pdf + b"\n", pdf[:-1], b"", pdf.replace(b"/Sig", b"/Sog", 1)):
        assert refusal(request, changed, answer) == ["P81"]
    _, other = prepared(kepala)
    shifted = replace(request, start=request.start - 1)
    for forged in (
        replace(request, chain=other.chain),
        replace(request, signed_attributes=other.signed_attributes),
        replace(request, document_digest=other.document_digest),
        replace(request, digest_algorithm="sha512"),
        replace(request, source_size=len(pdf) * 2),
        replace(request, end=len(pdf) * 2),
        shifted,
    ):
        assert refusal(forged, pdf, answer) == ["P81"]
    assert refusal(replace(request, field=TTD.name), pdf, answer) == ["P81"]
    assert finished(request, pdf, answer)


def test_certificate_that_ended_meanwhile_is_refused(tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    far = far_key(tmp_path / "k", key, certificate_for(key, ends=AT + timedelta(hours=1)))
    pdf, request = prepared(far)
    answer = far.sign(request.signed_attributes)
    assert refusal(request, pdf, answer, at=AT + timedelta(hours=2)) == ["P14"]
    assert finished(request, pdf, answer)


def test_garbled_requests_are_refused(sekretaris):
    packed = pack_request(prepared(sekretaris)[1])
    value = json.loads(packed)
    for wrong in (
        b"",
        b"[]",
        packed[:-10],
        b"[" * 100_000,
        b"\xff\xfe",
        *(
            json.dumps(value | change).encode()
            for change in (
                {"version": 2},
                {"file": "../../etc/passwd"},
                {"file": ""},
                {"gap": [1]},
                {"gap": ["1", 2]},
                {"gap": [-1, 2]},
                {"certificates": []},
                {"certificates": ["!"]},
                {"certificate_sha256": "00"},
                {"digest_algorithm": "md5"},
                {"prepared_at": "kemarin"},
                {"prepared_at": "2026-10-12T08:00:00"},
                {"finished": {}},
            )
        ),
    ):
        with pytest.raises(Refused) as caught:
            unpack_request(wrong, "x.json")
        assert codes_of(caught.value) == ["P80"]
