"""The keys of a demo office: made, enrolled and used without anybody's asking."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pipeline.adapters.agents import DemoAgents
from pipeline.adapters.signing import Holder, PdfSigningRoom, make_demo_pki
from pipeline.adapters.store.sql import SqlStore
from pipeline.config.office import OfficeConfig
from pipeline.ports.clock import Clock
from pipeline.ports.folders import PRIVATE
from pipeline.ports.signing import CertificateFacts, Credential
from pipeline.ports.store import Enrolled


def demo_keys(root: Path) -> Path:
    """Where a demo office's keys lie."""
    return root / PRIVATE / "demo" / "keys"


def agents_of(config: OfficeConfig, signing: PdfSigningRoom) -> DemoAgents:
    """Who signs for the posts of a demo office that have a signing agent."""
    posts = frozenset(post for post, each in config.posts.items() if each.agen_tanda_tangan)

    def open_p12(data: bytes, passphrase: bytes, at: datetime) -> Credential:
        return signing.open_p12(data, passphrase, at=at)

    return DemoAgents(demo_keys(config.root), posts, open_p12)


def _demo_certificates(config: OfficeConfig) -> Mapping[str, CertificateFacts]:
    """The demo's keys by post, made if they are not there."""
    holders = [
        Holder(post=post, name=each.nama, nip=each.nip, title=each.sebutan)
        for post, each in config.posts.items()
    ]
    return make_demo_pki(demo_keys(config.root), holders, config.identity.badan)


def trust_demo_keys(config: OfficeConfig, store: SqlStore, now: datetime) -> None:
    """Let a demo's keys sign again after a rebuilding, which trusts nobody by itself."""
    known = {(each.post, each.sha256) for each in store.certificates()}
    for post, facts in _demo_certificates(config).items():
        if (post, facts.sha256) in known:
            store.set_period(post, facts.sha256, (facts.not_before, facts.not_after), now)


def enrol_demo_keys(config: OfficeConfig, store: SqlStore, clock: Clock) -> None:
    """Make the demo's keys if they are not there, and enrol them for their posts."""
    made = _demo_certificates(config)
    known = {(each.post, each.sha256) for each in store.certificates()}
    now = clock.now()
    for post, facts in made.items():
        if (post, facts.sha256) in known:
            continue
        store.enrol(
            Enrolled(
                sha256=facts.sha256,
                post=post,
                holder=config.posts[post].nama,
                subject=facts.subject,
                der=facts.der,
                issuer_der=facts.issuer_der,
                valid_from=facts.not_before,
                valid_to=facts.not_after,
                enrolled_at=now,
            )
        )
