"""Measures the signing room against plain pyHanko in one run; only the ratios mean anything.

Run from the repository's root: ``python tools/bench_signing.py [rounds]``. "Plain" is what the
manual shows: a signer loaded for each file, a stamp with text, font and QR code. The batch is
signed as ``paraf sign`` does it, files read and results made durable; only Python's start is left
out.
"""

import io
import json
import logging
import os
import shutil
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

_ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_ROOT), str(_ROOT / "tests" / "support")]

# ruff: noqa: E402 - the two folders above must be known first
import matplotlib as mpl
import segno
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from PIL import Image
from pyhanko.pdf_utils.font.opentype import GlyphAccumulatorFactory
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.text import TextBoxStyle
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.stamp import TextStampStyle
from pyhanko_certvalidator import ValidationContext
from signing_scene import AT, KEPALA, PARAF, ROOM, TTD, Scene, make_scene, stamp

from pipeline.adapters.signing import IsolatedExaminer
from pipeline.entry.cli.signing import SigningOrder
from pipeline.entry.cli.signing import sign as sign_batch
from pipeline.ports.signing import Examiner

_FONT = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
_PASSPHRASE = b"demo"


@dataclass(frozen=True)
class Signer:
    """One key, opened once for our way and as a file for the plain one."""

    p12: bytes

    def sign_plainly(self, scene: Scene) -> bytes:
        """As pyHanko's manual shows it."""
        signer = signers.SimpleSigner.load_pkcs12_data(
            self.p12, other_certs=[], passphrase=_PASSPHRASE
        )
        text = TextBoxStyle(font=GlyphAccumulatorFactory(str(_FONT)), font_size=7)
        code = io.BytesIO()
        segno.make("https://contoh.go.id/periksa/ABCD-EFGH").save(code, kind="png", scale=6)
        look = TextStampStyle(
            stamp_text="Ditandatangani secara elektronik oleh:\n%(signer)s\n%(ts)s",
            text_box_style=text,
            background=PdfImage(Image.open(code).convert("RGB")),
        )
        metadata = signers.PdfSignatureMetadata(
            field_name=TTD.name, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
        )
        return (
            signers.PdfSigner(metadata, signer=signer, stamp_style=look)
            .sign_pdf(IncrementalPdfFileWriter(io.BytesIO(scene.initialled)))
            .getvalue()
        )


def measure(rounds: int = 10) -> dict[str, float]:
    """Milliseconds per file of each way (medians), and the ratios between them.

    The ways take turns, round by round, so that a busy machine slows all of them alike.
    """
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # what plain pyHanko provokes
    scene = make_scene()
    with IsolatedExaminer() as isolated:
        ways: dict[str, Callable[[], object]] = {
            **_signing_ways(scene, "rsa", rsa.generate_private_key(65537, 2048)),
            **_signing_ways(scene, "ec", ec.generate_private_key(ec.SECP256R1())),
            "verify_plain": lambda: verify_plainly(scene),
            "verify_ours": lambda: examine_with(ROOM, scene),
            "verify_isolated": lambda: examine_with(isolated, scene),
            "prepare": lambda: ROOM.prepare(scene.base, (PARAF, TTD)),
        }
        times: dict[str, list[float]] = {name: [] for name in ways}
        for way in ways.values():
            way()  # libraries loaded, fonts subset, processes started
        for _ in range(rounds):
            for name, way in ways.items():
                start = time.perf_counter()
                way()
                times[name].append((time.perf_counter() - start) * 1000)
    result = {f"{name}_ms": sorted(taken)[len(taken) // 2] for name, taken in times.items()}
    for ratio, plain, ours in (
        ("sign_rsa_ratio", "sign_rsa_plain_ms", "sign_rsa_ours_ms"),
        ("sign_ec_ratio", "sign_ec_plain_ms", "sign_ec_ours_ms"),
        ("verify_ratio", "verify_plain_ms", "verify_ours_ms"),
        ("verify_isolated_ratio", "verify_plain_ms", "verify_isolated_ms"),
    ):
        result[ratio] = result[plain] / result[ours]
    return {name: round(value, 2) for name, value in result.items()}


def measure_batch(letters: int = 200, rounds: int = 3) -> dict[str, float]:
    """Seconds for a batch by one process and by two (medians), and the ratio; they take turns."""
    scene = make_scene()
    times: dict[int, list[float]] = {1: [], 2: []}
    with TemporaryDirectory(prefix="paraf-bench-") as name:
        root = Path(name)
        for part in ("papers", "outbox"):
            (root / part).mkdir()
        shutil.copyfile(_ROOT / "office.toml", root / "office.toml")
        (root / "key.p12").write_bytes(scene.p12["kepala-badan"])
        papers = [root / "papers" / f"{number:03}.pdf" for number in range(letters)]
        for paper in papers:
            paper.write_bytes(scene.initialled)
        _sign_batch(root, papers[:20], 1)  # libraries loaded, fonts subset
        for _ in range(rounds):
            for processes, taken in times.items():
                taken.append(_sign_batch(root, papers, processes))
    one, two = (sorted(taken)[len(taken) // 2] for taken in times.values())
    return {
        "batch_letters": letters,
        "batch_one_process_s": round(one, 2),
        "batch_two_processes_s": round(two, 2),
        "batch_ratio": round(one / two, 2),
    }


def _sign_batch(root: Path, papers: list[Path], processes: int) -> float:
    """Seconds that ``paraf sign`` takes for these papers."""
    outbox = root / "outbox" / "kepala-badan"
    shutil.rmtree(outbox, ignore_errors=True)
    outbox.mkdir()
    reading, writing = os.pipe()
    os.write(writing, _PASSPHRASE + b"\n")
    os.close(writing)
    order = SigningOrder(
        post="kepala-badan",
        key=root / "key.p12",
        output=None,
        passphrase_fd=reading,
        processes=processes,
    )
    with redirect_stdout(io.StringIO()):
        start = time.perf_counter()
        code = sign_batch(root, papers, order, AT)
        taken = time.perf_counter() - start
    if code != 0 or len(list(outbox.iterdir())) != len(papers):
        raise RuntimeError("the batch was not signed")
    return taken


def verify_plainly(scene: Scene) -> None:
    """Both signatures with pyHanko alone, its own difference analysis included."""
    trust = [asn1_x509.Certificate.load(scene.expected[0].trust[0])]
    for signature in PdfFileReader(io.BytesIO(scene.signed)).embedded_regular_signatures:
        context = ValidationContext(trust_roots=trust, allow_fetching=False, moment=AT)
        if not validate_pdf_signature(signature, context).bottom_line:
            raise RuntimeError("pyHanko refused the sample")


def examine_with(examiner: Examiner, scene: Scene) -> None:
    """Both signatures by all our rules."""
    verdict = examiner.examine(scene.signed, issued=scene.issued, expected=scene.expected, at=AT)
    if not verdict.is_accepted:
        raise RuntimeError(f"the sample was refused: {verdict.findings}")


def _signing_ways(
    scene: Scene, kind: str, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
) -> dict[str, Callable[[], object]]:
    plain = Signer(_packed(key))
    credential = ROOM.open_p12(plain.p12, _PASSPHRASE, at=AT)
    look = stamp(KEPALA, "ttd")
    return {
        f"sign_{kind}_plain": lambda: plain.sign_plainly(scene),
        f"sign_{kind}_ours": lambda: ROOM.sign(
            scene.initialled, field=TTD.name, credential=credential, stamp=look
        ),
    }


def _packed(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, KEPALA.name)])
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
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2025, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2030, 1, 1, tzinfo=UTC))
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True
        )
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        b"uji", key, certificate, None, BestAvailableEncryption(_PASSPHRASE)
    )


if __name__ == "__main__":
    found = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
    print(json.dumps(found | measure_batch(), indent=2))
