"""The register of who may sign for a post: certificates, and bindings that let further ones in.

Every change is a row and a ledger line in one transaction, so that the register can be compared
with the ledger (``register_breaks``): it decides whose signature is accepted.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, inspect, select, update

from pipeline.adapters.store import schema as t
from pipeline.adapters.store.connected import Connected
from pipeline.ports.store import Binding, Enrolled

_ENROLLED, _REVOKED = "CertificateEnrolled", "CertificateRevoked"
_BOUND, _UNBOUND = "IssuerBound", "IssuerUnbound"
_PERIOD = "EnrolmentPeriodChanged"


class Enrolments(Connected):
    """The store as far as certificates go."""

    def enrol(self, certificate: Enrolled) -> None:
        """Bind a certificate to a post and write it into the ledger; known ones stay.

        One that another binding lets in takes that binding; a revoked one stays revoked.
        """
        key = f"enrol:{certificate.post}:{certificate.sha256}"
        row = {
            "sha256": certificate.sha256,
            "post": certificate.post,
            "holder": certificate.holder,
            "subject": certificate.subject,
            "valid_from": certificate.valid_from.isoformat(),
            "valid_to": certificate.valid_to.isoformat(),
            "enrolled_at": certificate.enrolled_at.isoformat(),
        }
        if certificate.binding:
            key = f"{key}:{certificate.binding}"
            row["binding"] = certificate.binding
        values = {**row, "der": certificate.der, "issuer_der": certificate.issuer_der}
        c = t.certificate.c
        same = (c.sha256 == certificate.sha256) & (c.post == certificate.post)
        with self._write() as connection:
            if self._has_line(connection, key):
                return
            known = connection.execute(select(c.revoked_at).where(same)).first()
            if known is None:
                connection.execute(insert(t.certificate).values(**values))
            elif certificate.binding and not known.revoked_at:
                connection.execute(update(t.certificate).where(same).values(**values))
            else:
                return
            self._append(connection, certificate.enrolled_at, row, key=key, type=_ENROLLED)

    def set_period(
        self, post: str, key: str, span: tuple[datetime, datetime], at: datetime
    ) -> None:
        """Bind a certificate (by SHA-256) or a binding (by id) to a post for another period."""
        period = {"valid_from": span[0].isoformat(), "valid_to": span[1].isoformat()}
        with self._write() as connection:
            for table, column in (
                (t.certificate, t.certificate.c.sha256),
                (t.binding, t.binding.c.id),
            ):
                connection.execute(
                    update(table).where(column == key, table.c.post == post).values(**period)
                )
            line = f"period:{post}:{key}:{at.isoformat()}"
            body = {"post": post, "key": key, **period}
            if not self._has_line(connection, line):
                self._append(connection, at, body, key=line, type=_PERIOD)

    def revoke(self, sha256: str, at: datetime) -> bool:
        """End a certificate's enrolment; False when it is not enrolled."""
        with self._write() as connection:
            changed = connection.execute(
                update(t.certificate)
                .where(t.certificate.c.sha256 == sha256, t.certificate.c.revoked_at.is_(None))
                .values(revoked_at=at.isoformat())
            )
            if not changed.rowcount:
                return False
            key = f"revoke:{sha256}:{at.isoformat()}"
            self._append(connection, at, {"sha256": sha256}, key=key, type=_REVOKED)
            return True

    def certificates(self, post: str | None = None) -> Sequence[Enrolled]:
        """Enrolled certificates of a post, or all, revoked ones included."""
        query = select(t.certificate).order_by(t.certificate.c.post, t.certificate.c.enrolled_at)
        if post is not None:
            query = query.where(t.certificate.c.post == post)
        with self._read() as connection:
            return [_enrolled(row) for row in connection.execute(query)]

    def bind(self, binding: Binding) -> None:
        """Let in certificates by issuer and person, and write it into the ledger."""
        row = {
            "id": binding.id,
            "post": binding.post,
            "holder": binding.holder,
            "number_seal": binding.number_seal,
            "number_ends": binding.number_ends,
            "valid_from": binding.valid_from.isoformat(),
            "valid_to": binding.valid_to.isoformat(),
            "enrolled_at": binding.enrolled_at.isoformat(),
        }
        key = f"bind:{binding.id}"
        with self._write() as connection:
            if self._has_line(connection, key):
                return
            connection.execute(insert(t.binding).values(**row, ca_der=binding.ca_der))
            body = {**row, "ca_sha256": hashlib.sha256(binding.ca_der).hexdigest()}
            self._append(connection, binding.enrolled_at, body, key=key, type=_BOUND)

    def unbind(self, binding: str, at: datetime) -> bool:
        """End a binding, and with it what it let in; False when there is none."""
        with self._write() as connection:
            changed = connection.execute(
                update(t.binding)
                .where(t.binding.c.id == binding, t.binding.c.revoked_at.is_(None))
                .values(revoked_at=at.isoformat())
            )
            if not changed.rowcount:
                return False
            self._append(connection, at, {"id": binding}, key=f"unbind:{binding}", type=_UNBOUND)
            return True

    def bindings(self, post: str | None = None) -> Sequence[Binding]:
        """Bindings of a post, or all, revoked ones included."""
        query = select(t.binding).order_by(t.binding.c.post, t.binding.c.enrolled_at)
        if post is not None:
            query = query.where(t.binding.c.post == post)
        with self._read() as connection:
            return [_binding(row) for row in connection.execute(query)]


def register_breaks(connection: Connection) -> list[str]:
    """Where the register says something that the ledger does not, as English sentences."""
    certificates, bindings = _as_told(connection)
    found = []
    for row in map(dict, connection.execute(select(t.certificate)).mappings()):
        told = certificates.pop((row["post"], row["sha256"]), None)
        as_it_is = {**row, "sha256": hashlib.sha256(row["der"]).hexdigest()}
        if told is None or _differs(told, as_it_is):
            found.append(f"certificate {row['sha256'][:8]} of {row['post']} is not as enrolled")
    for row in map(dict, connection.execute(select(t.binding)).mappings()):
        told = bindings.pop(row["id"], None)
        as_it_is = {**row, "ca_sha256": hashlib.sha256(row["ca_der"]).hexdigest()}
        if told is None or _differs(told, as_it_is):
            found.append(f"binding {row['id']} of {row['post']} is not as enrolled")
    found += [f"certificate {sha256[:8]} of {post} is gone" for post, sha256 in certificates]
    return found + [f"binding {each} is gone" for each in bindings]


def told_certificates(connection: Connection) -> set[tuple[str, str]]:
    """The certificates, by post and digest, of whose enrolment some line tells."""
    return set(_as_told(connection)[0])


def _differs(told: dict[str, Any], row: dict[str, Any]) -> bool:
    return any(row.get(name) != value for name, value in told.items())


def _as_told(
    connection: Connection,
) -> tuple[dict[tuple[str, str], dict[str, Any]], dict[str, dict[str, Any]]]:
    """The register as the ledger tells it: certificates by post and digest, bindings by id."""
    certificates: dict[tuple[str, str], dict[str, Any]] = {}
    bindings: dict[str, dict[str, Any]] = {}
    for kind, at, body in _lines(connection):
        match kind:
            case "CertificateEnrolled":
                certificates[body["post"], body["sha256"]] = {
                    "revoked_at": None,
                    "binding": None,
                } | body
            case "IssuerBound":
                bindings[body["id"]] = body | {"revoked_at": None}
            case "EnrolmentPeriodChanged":
                period = {name: body[name] for name in ("valid_from", "valid_to")}
                certificates.get((body["post"], body["key"]), {}).update(period)
                bindings.get(body["key"], {}).update(period)
            case "CertificateRevoked":
                for (_, sha256), told in certificates.items():
                    if sha256 == body["sha256"] and told["revoked_at"] is None:
                        told["revoked_at"] = at
            case _:
                bindings.get(body["id"], {})["revoked_at"] = at
    return certificates, bindings


def _lines(connection: Connection) -> Iterator[tuple[str, str, dict[str, Any]]]:
    kinds = (_ENROLLED, _REVOKED, _BOUND, _UNBOUND, _PERIOD)
    found: list[Any] = []
    for table in (t.ledger, t.recovered):
        if inspect(connection).has_table(table.name):
            c = table.c
            query = select(c.seq, c.type, c.at, c.body)
            query = query.where(c.type.in_(kinds), c.body.is_not(None))
            found += connection.execute(query).all()
    for row in sorted(found, key=lambda each: each.seq):
        yield row.type, row.at, json.loads(row.body)


def _moments(row: Row[Any]) -> dict[str, Any]:
    names = ("valid_from", "valid_to", "enrolled_at")
    found: dict[str, Any] = {name: datetime.fromisoformat(getattr(row, name)) for name in names}
    revoked_at = datetime.fromisoformat(row.revoked_at) if row.revoked_at else None
    return found | {"revoked_at": revoked_at}


def _enrolled(row: Row[Any]) -> Enrolled:
    return Enrolled(
        sha256=row.sha256,
        post=row.post,
        holder=row.holder,
        subject=row.subject,
        der=row.der,
        issuer_der=row.issuer_der,
        binding=row.binding,
        **_moments(row),
    )


def _binding(row: Row[Any]) -> Binding:
    return Binding(
        id=row.id,
        post=row.post,
        holder=row.holder,
        ca_der=row.ca_der,
        number_seal=row.number_seal,
        number_ends=row.number_ends,
        **_moments(row),
    )
