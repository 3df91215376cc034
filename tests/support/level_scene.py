"""The scene's letter at every PAdES level, by signers whom the trust services know."""

import asyncio
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import signing_letter
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_add_validation_info
from pyhanko_certvalidator import ValidationContext
from signing_scene import (
    AT,
    KEPALA,
    PARAF,
    ROOM,
    SEKRETARIS,
    TTD,
    expect,
    stamp,
)
from trust_services import SIGNERS, TrustServices, trust_services

from pipeline.adapters.signing import PdfSigningRoom
from pipeline.adapters.signing.prolonging import Order, prolong
from pipeline.adapters.signing.timestamping import TimeService, ask
from pipeline.ports.signing import Anchors, Credential, ExpectedSignature, Verdict

LEVELS = ("B-B", "B-T", "B-LT", "B-LTA")


class DirectTimestamps:
    """The services asked in this very process."""

    def __init__(self, services: TrustServices) -> None:
        self._services = services
        self.service = TimeService(url=services.tsa, trust=(services.der("tsa-root"),))

    def token(self, digest: bytes, algorithm: str) -> bytes:
        return asyncio.run(ask(self.service, digest, algorithm))

    def prolong(self, pdf: bytes, trust) -> bytes:
        return asyncio.run(prolong(pdf, self.service, Order(trust=trust, now=self._services.at)))


@dataclass(frozen=True)
class LevelScene:
    """One letter, signed by both, at each level; and what it must be judged by."""

    services: TrustServices
    issued: bytes
    letters: dict[str, bytes]
    expected: tuple[ExpectedSignature, ExpectedSignature]
    time_trust: tuple[bytes, ...]
    credentials: dict[str, Credential]
    stamps: DirectTimestamps

    @property
    def anchors(self) -> Anchors:
        issuers = dict.fromkeys(der for each in self.expected for der in each.trust)
        return Anchors(signers=tuple(issuers), times=self.time_trust)

    def judge(self, pdf: bytes, at=AT + timedelta(hours=1), **changed) -> Verdict:
        settings = {
            "issued": self.issued,
            "expected": self.expected,
            "at": at,
            "time_trust": self.time_trust,
        }
        return ROOM.examine(pdf, **(settings | changed))

    def codes(self, pdf: bytes, **changed) -> set[str]:
        return {finding.code for finding in self.judge(pdf, **changed).findings}


@contextmanager
def level_scene() -> Iterator[LevelScene]:
    with trust_services(AT + timedelta(minutes=30)) as services:
        yield make_level_scene(services)


def make_level_scene(services: TrustServices) -> LevelScene:
    stamps = DirectTimestamps(services)
    keys = {post: ROOM.open_p12(services.p12(post), b"demo", at=AT) for post in SIGNERS}
    issued = ROOM.prepare(signing_letter.letter(), (PARAF, TTD))

    def signed(room: PdfSigningRoom) -> bytes:
        first = room.sign(
            issued,
            field=PARAF.name,
            credential=keys["sekretaris"],
            stamp=stamp(SEKRETARIS, "paraf"),
        )
        return room.sign(
            first, field=TTD.name, credential=keys["kepala-badan"], stamp=stamp(KEPALA, "ttd", 30)
        )

    basic, timed = signed(ROOM), signed(PdfSigningRoom(stamps))
    return LevelScene(
        services=services,
        issued=issued,
        letters={
            "B-B": basic,
            "B-T": timed,
            "B-LT": with_store(timed, services),
            "B-LTA": stamps.prolong(timed, [services.der("ca")]),
        },
        expected=(
            expect(PARAF.name, "Sekretaris", keys["sekretaris"].certificate),
            expect(TTD.name, "Kepala Badan", keys["kepala-badan"].certificate),
        ),
        time_trust=(services.der("tsa-root"),),
        credentials=keys,
        stamps=stamps,
    )


def with_store(pdf: bytes, services: TrustServices) -> bytes:
    """Validation data added by pyHanko itself, as other programs do: B-LT."""

    async def add(data: bytes, place: int) -> bytes:
        context = ValidationContext(
            trust_roots=[x509.Certificate.load(services.der(one)) for one in ("root", "tsa-root")],
            other_certs=[x509.Certificate.load(services.der("ca"))],
            moment=services.at,
            allow_fetching=True,
            revocation_mode="hard-fail",
            time_tolerance=timedelta(minutes=1),
        )
        reader = PdfFileReader(io.BytesIO(data), strict=True)
        signature = reader.embedded_regular_signatures[place]
        out = await async_add_validation_info(signature, context)
        await context.aclose()
        return out.getvalue()

    for place in (0, 1):
        pdf = asyncio.run(add(pdf, place))
    return pdf
