"""A letter, its two signers and their keys: what every test of the signing room starts from."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import signing_letter
from pyhanko.sign import signers

from pipeline.adapters.signing import Holder, PdfSigningRoom, make_demo_pki
from pipeline.errors import Refused
from pipeline.ports.signing import (
    CertificateFacts,
    Credential,
    ExpectedSignature,
    FieldPlan,
    Stamp,
)

WIB = timezone(timedelta(hours=7))
AT = datetime(2026, 10, 12, 8, 0, tzinfo=WIB)
OFFICE = "Badan Kesatuan Bangsa dan Politik"
SEKRETARIS = Holder(
    post="sekretaris", name="Drs. BUDI SANTOSO, M.Si", nip="197001011995031001", title="Sekretaris"
)
KEPALA = Holder(
    post="kepala-badan",
    name="Dra. SRI WAHYUNI, M.Si",
    nip="196805121993032002",
    title="Kepala Badan Kesatuan Bangsa dan Politik",
)
STRANGER = Holder(post="kabid-1", name="RINA MARLINA, S.Sos", nip="", title="Kepala Bidang I")
HOLDERS = (SEKRETARIS, KEPALA, STRANGER)
PARAF = FieldPlan(
    name="ParafSekretaris", label="Paraf Sekretaris", kind="paraf", width=110, height=34
)
TTD = FieldPlan(
    name="TtdKepalaBadan", label="Tanda tangan Kepala Badan", kind="ttd", width=190, height=62
)
ROOM = PdfSigningRoom()


@dataclass(frozen=True)
class Scene:
    """The same letter at each stage, and who may sign it."""

    base: bytes
    issued: bytes
    initialled: bytes
    signed: bytes
    credentials: dict[str, Credential]
    certificates: dict[str, CertificateFacts]
    expected: tuple[ExpectedSignature, ExpectedSignature]
    #: PKCS#12 files by post, passphrase ``demo``.
    p12: dict[str, bytes]

    def reasons(self, pdf: bytes, count: int = 2, issued: bytes | None = None) -> list[str]:
        """Codes that speak against ``pdf`` when the first ``count`` signatures are due."""
        verdict = ROOM.examine(
            pdf, issued=issued or self.issued, expected=self.expected[:count], at=AT
        )
        assert verdict.is_accepted == (not verdict.findings)
        return [finding.code for finding in verdict.findings]

    def foreign_signer(self, post: str) -> signers.SimpleSigner:
        """pyHanko's own signer with the key of a post: somebody else's program."""
        signer = signers.SimpleSigner.load_pkcs12_data(
            self.p12[post], other_certs=[], passphrase=b"demo"
        )
        assert signer is not None
        return signer


def stamp(holder: Holder, kind: str, minutes: int = 0) -> Stamp:
    """The stamp of a holder, some minutes after the scene's hour."""
    return Stamp(
        kind=kind,
        post=holder.title,
        holder=holder.name,
        nip=holder.nip,
        number="000.8.6.3 / 07 / KBL / X / 2026",
        signed_at=AT + timedelta(minutes=minutes),
    )


@cache
def make_scene() -> Scene:
    """Build the scene; once a process, since nothing in it changes."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        certificates = make_demo_pki(folder, HOLDERS, OFFICE)
        p12 = {one.post: (folder / f"{one.post}.p12").read_bytes() for one in HOLDERS}
    credentials = {post: ROOM.open_p12(data, b"demo", at=AT) for post, data in p12.items()}
    base = signing_letter.letter()
    issued = ROOM.prepare(base, (PARAF, TTD))
    initialled = ROOM.sign(
        issued,
        field=PARAF.name,
        credential=credentials["sekretaris"],
        stamp=stamp(SEKRETARIS, "paraf"),
    )
    signed = ROOM.sign(
        initialled,
        field=TTD.name,
        credential=credentials["kepala-badan"],
        stamp=stamp(KEPALA, "ttd", 30),
    )
    return Scene(
        base=base,
        issued=issued,
        initialled=initialled,
        signed=signed,
        credentials=credentials,
        certificates=certificates,
        expected=(
            expect(PARAF.name, "Sekretaris", certificates["sekretaris"]),
            expect(TTD.name, "Kepala Badan", certificates["kepala-badan"]),
        ),
        p12=p12,
    )


def expect(field: str, label: str, certificate: CertificateFacts) -> ExpectedSignature:
    """An expected signature by exactly this certificate."""
    return ExpectedSignature(
        field=field,
        label=label,
        certificates=(certificate.sha256,),
        trust=(certificate.issuer_der,),
    )


def codes_of(refused: Refused) -> list[str]:
    """The codes an error carries."""
    return [finding.code for finding in refused.findings]
