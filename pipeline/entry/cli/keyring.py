"""How the register of certificates is shown: ``paraf keys list``, and the state of each entry."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any

from rich.table import Table
from rich.text import Text

from pipeline.adapters.signing import name_and_print
from pipeline.office.authority import Register, entitled, register_of
from pipeline.ports.store import TIME_AUTHORITY, Binding, Enrolled
from pipeline.wiring import Workplace
from pipeline.wording.visible import visible

#: Before the end of a certificate or a period people are warned.
SOON = timedelta(days=30)
NO_REASON = "tanpa keterangan"
REASON_NOTED = "CertificateRevocationReason"
_SHOWN = 8

Entry = Enrolled | Binding


class Keyring:
    """An office's register at one moment, ``at``."""

    def __init__(self, workplace: Workplace, at: datetime) -> None:
        self._workplace = workplace
        self.at = at
        self._zone = workplace.office.surroundings.calendar.zone
        self._registers: dict[str, Register] = {}

    def register(self, post: str) -> Register:
        """What the register says of a post."""
        if post not in self._registers:
            self._registers[post] = register_of(self._workplace.store, post)
        return self._registers[post]

    def state(self, each: Entry) -> str:
        """What holds of an entry now, in a word or two."""
        if each.revoked_at is not None:
            return "revoked"
        if each.valid_to < self.at:
            return "expired"
        if each.valid_from > self.at:
            return "not yet valid"
        if isinstance(each, Enrolled) and each.binding:
            found = [one for one in self.register(each.post).bindings if one.id == each.binding]
            state = self.state(found[0]) if found else "gone"
            if state not in ("valid", "expires soon"):
                return f"binding {state}"
        elif each.post != TIME_AUTHORITY and not self._may_sign(each):
            return "does not hold the post now"
        return "expires soon" if each.valid_to - self.at < SOON else "valid"

    def _may_sign(self, each: Entry) -> bool:
        alone = (
            Register(certificates=(each,))
            if isinstance(each, Enrolled)
            else Register(bindings=(each,))
        )
        config = self._workplace.config
        return bool(entitled(config, alone, at=self.at, now=self.at, zone=self._zone))

    def entries(self) -> list[Entry]:
        """Every entry, bindings first within a post."""
        found: list[Entry] = [*self._workplace.store.bindings()]
        found += self._workplace.store.certificates()
        return sorted(found, key=lambda each: each.post)

    def reasons(self) -> dict[str, str]:
        """Why certificates (by SHA-256) and bindings (by id) were revoked, from the ledger."""
        lines = self._workplace.store.ledger(kind=REASON_NOTED)
        bodies = [json.loads(each.body) for each in lines]
        return {body.get("sha256") or body["binding"]: body["reason"] for body in bodies}

    def facts(self) -> list[dict[str, Any]]:
        """The register for programs; a person's number is not in it."""
        reasons = self.reasons()
        return [self._facts(each, reasons.get(key_of(each))) for each in self.entries()]

    def _facts(self, each: Entry, reason: str | None) -> dict[str, Any]:
        own = each if isinstance(each, Enrolled) else None
        bound = each if isinstance(each, Binding) else None
        issuer, issuer_sha256 = name_and_print(issuer_of(each))
        return {
            "kind": "certificate" if own else "binding",
            "post": each.post,
            "holder": each.holder,
            "subject": own.subject if own else None,
            "certificate_sha256": own.sha256 if own else None,
            "binding": own.binding if own else key_of(each),
            "number_ends": bound.number_ends if bound else None,
            "issuer": issuer,
            "issuer_sha256": issuer_sha256,
            "valid_from": each.valid_from.isoformat(),
            "valid_to": each.valid_to.isoformat(),
            "enrolled_at": each.enrolled_at.isoformat(),
            "revoked_at": each.revoked_at.isoformat() if each.revoked_at else None,
            "revoked_reason": reason,
            "state": self.state(each),
        }

    def table(self) -> Table:
        """The register for people."""
        table = Table(box=None, padding=(0, 2, 0, 0))
        for head in ("post", "holder", "valid", "state", "SHA-256"):
            table.add_column(head, no_wrap=head in ("post", "valid", "SHA-256"))
        reasons = self.reasons()
        for each in self.entries():
            state = self.state(each)
            colour = {"valid": "green", "expires soon": "yellow"}.get(state, "red")
            text = Text(state, style=colour)
            if each.revoked_at:
                at = f"{each.revoked_at.astimezone(self._zone):%Y-%m-%d}"
                why = reasons.get(key_of(each), NO_REASON)
                text = Text(visible(f"revoked {at}: {why}"), "red")
            span, key = span_words(each, self._zone), key_of(each)[:_SHOWN]
            table.add_row(each.post, Text(visible(_whose(each))), span, text, key)
        return table


def key_of(each: Entry) -> str:
    """What an entry is revoked by."""
    return each.sha256 if isinstance(each, Enrolled) else each.id


def issuer_of(each: Entry) -> bytes:
    """DER of the issuer; a certificate that came without is its own."""
    return each.issuer_der if isinstance(each, Enrolled) else each.ca_der


def span_words(each: Entry, zone: tzinfo) -> str:
    """From when to when."""
    first, last = each.valid_from.astimezone(zone), each.valid_to.astimezone(zone)
    return f"{first:%Y-%m-%d} – {last:%Y-%m-%d}"


def _whose(each: Entry) -> str:
    """The holder, and by what it is known where that is not its own fingerprint."""
    if isinstance(each, Enrolled):
        return f"{each.holder} (by {each.binding[:_SHOWN]})" if each.binding else each.holder
    issuer, _ = name_and_print(each.ca_der)
    return f"{each.holder}: any of {issuer}, number …{each.number_ends}"


def beginning_with(entries: Sequence[Entry], wanted: str) -> list[Entry]:
    """The entries whose fingerprint or id begins like this."""
    return [each for each in entries if key_of(each).startswith(wanted)]
