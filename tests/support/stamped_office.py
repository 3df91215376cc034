"""An office with an authority that stamps, and signers whom another one knows; real services."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from office_sim import OfficeSim, copy_office
from signing_scene import ROOM
from trust_services import SIGNERS, trust_services

from pipeline.office.inquiry import Inquiry
from pipeline.ports.signing import Stamp
from pipeline.ports.store import TIME_AUTHORITY, Enrolled

FIELDS = {
    "sekretaris": "ParafSekretaris",
    "kepala-badan": "TtdKepalaBadan",
    "japel-tu": "TtdJapelTu",
}


class StampedOffice(OfficeSim):
    """The sample office with an authority that stamps, and two signers whom another one knows."""

    services = None

    def set_up(self, services, *, trusted: bool = True, settings: str = "") -> None:
        self.services = services
        services.at = self.now
        text = (self.root / "office.toml").read_text("utf-8")
        (self.root / "office.toml").write_text(
            f'{text}\n[stempel_waktu]\nurl = "{services.tsa}"\n{settings}\n', "utf-8"
        )
        for post in SIGNERS:
            self.enrol(post, post, services.der(post), services.der("ca"))
        if trusted:
            for house in ("tsa-root", "tsa-root-2"):
                self.enrol(TIME_AUTHORITY, house, services.der(house), services.der(house))

    def enrol(self, post: str, label: str, der: bytes, issuer: bytes) -> None:
        posts = self.workplace.config.posts
        self.store.enrol(
            Enrolled(
                sha256=hashlib.sha256(der).hexdigest(),
                post=post,
                holder=posts[post].nama if post in posts else label,
                subject=label,
                der=der,
                issuer_der=issuer,
                valid_from=self.now - timedelta(days=300),
                valid_to=self.now + timedelta(days=300),
                enrolled_at=self.now,
            )
        )

    def work(self):
        if self.services:
            self.services.at = self.now
        return super().work()

    def sign(self, post: str, *words: str, key_of: str = "") -> None:
        """Sign with a key that the services' authority certified, and hand in."""
        name, data = self.take(post, *words)
        key = ROOM.open_p12(self.services.p12(key_of or post), b"demo", at=self.now)
        stamp = Stamp(
            kind="paraf" if FIELDS[post].startswith("Paraf") else "ttd",
            post=post,
            holder=post,
            nip="",
            number="",
            signed_at=self.now,
        )
        signed = ROOM.sign(data, field=FIELDS[post], credential=key, stamp=stamp)
        self.drop(post, name, signed)
        self.work()

    def letter(self):
        return next(each for each in self.cycle.papers if each.kind == "surat-permintaan")

    def levels(self, data: bytes) -> list[str]:
        office = self.workplace.office
        answer = Inquiry(office.surroundings, office.tools, office.intake).verify(data)
        assert answer.verdict == "valid", answer.findings
        return [each.level for each in answer.signatures]


@contextmanager
def stamped_offices(stages, folder: Path) -> Iterator[Callable[..., StampedOffice]]:
    """Makes such an office at a stage of its cycle, with the services."""
    sims: list[StampedOffice] = []
    with trust_services(None) as services:

        def begin(
            stage: str = "4 lagi", *, trusted: bool = True, settings: str = ""
        ) -> StampedOffice:
            copy_office(stages.kept(stage), folder)
            sim = StampedOffice(folder, stages._warm)
            sims.append(sim)
            sim.set_up(services, trusted=trusted, settings=settings)
            return sim

        yield begin
        for sim in sims:
            sim.close()
