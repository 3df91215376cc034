"""A real authority with OCSP, CRL and timestamps over HTTP on this machine (certomancer).

One root above an issuing authority, which certifies two signers; a timestamping authority of
another house. All of it answers on a loopback port, at whatever moment the test says it is, and can
be told to fail in the ways that services fail.
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from asn1crypto import tsp
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig
from certomancer.registry.issued.general import RevocationStatus
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

SIGNERS = ("sekretaris", "kepala-badan")
#: Servers of two timestamping houses, the newer ones with certificates for later years.
STAMPERS = {
    "tsa": "tsa-root",
    "tsa-baru": "tsa-root",
    "tsa-2041": "tsa-root-2",
    "tsa-2049": "tsa-root-2",
}
_KEYS = ("root", "ca", *SIGNERS, "ocsp", "tsa-root", "tsa-root-2", *STAMPERS)
_OFFICE = {"country-name": "ID", "organization-name": "Badan Uji"}
_HOUSE = {"country-name": "ID", "organization-name": "Balai Stempel Waktu Uji"}
_AUTHORITY = [
    {"id": "basic_constraints", "critical": True, "value": {"ca": True}},
    {"id": "key_usage", "critical": True, "smart-value": {
        "schema": "key-usage", "params": ["key_cert_sign", "crl_sign"]}},
]  # fmt: skip
_STAMPING = [
    {"id": "key_usage", "critical": True, "smart-value": {
        "schema": "key-usage", "params": ["digital_signature"]}},
    {"id": "extended_key_usage", "critical": True, "value": ["time_stamping"]},
]  # fmt: skip


def _names(common: str, base: dict[str, str], **more: str) -> dict[str, str]:
    return {**base, "common-name": common, **more}


def _settings(prefix: str) -> dict:
    until, since = "2046-01-01T00:00:00+0000", "2020-01-01T00:00:00+0000"

    def validity(from_: str = since, to: str = until) -> dict[str, str]:
        return {"valid-from": from_, "valid-to": to}

    signing = [
        {"id": "key_usage", "critical": True, "smart-value": {
            "schema": "key-usage", "params": ["digital_signature", "non_repudiation"]}},
        {"id": "crl_distribution_points", "smart-value": {
            "schema": "crl-dist-url", "params": {"crl-repo-names": ["ca"]}}},
        {"id": "authority_information_access", "smart-value": {
            "schema": "aia-urls", "params": {"ocsp-responder-names": ["ca"]}}},
    ]  # fmt: skip
    by_root = [{"id": "crl_distribution_points", "smart-value": {
        "schema": "crl-dist-url", "params": {"crl-repo-names": ["root"]}}}]  # fmt: skip

    def by_house(root: str) -> list[dict]:
        return [{"id": "crl_distribution_points", "smart-value": {
            "schema": "crl-dist-url", "params": {"crl-repo-names": [root]}}}]  # fmt: skip

    certs = {
        "root": {"issuer": "root", "validity": validity(), "extensions": _AUTHORITY},
        "ca": {
            "issuer": "root",
            "validity": validity(to="2040-01-01T00:00:00+0000"),
            "extensions": _AUTHORITY + by_root,
        },
        **{
            post: {
                "issuer": "ca",
                "validity": validity("2025-01-01T00:00:00+0000", "2028-01-01T00:00:00+0000"),
                "extensions": signing,
            }
            for post in SIGNERS
        },
        "ocsp": {
            "issuer": "ca",
            "validity": validity("2025-01-01T00:00:00+0000", "2030-01-01T00:00:00+0000"),
            "extensions": [
                {"id": "extended_key_usage", "critical": True,
                 "value": ["ocsp_signing"]},
                {"id": "ocsp_no_check"},
            ],
        },
        "tsa-root": {"issuer": "tsa-root", "validity": validity(), "extensions": _AUTHORITY},
        "tsa-root-2": {
            "issuer": "tsa-root-2",
            "validity": validity("2020-01-01T00:00:00+0000", "2070-01-01T00:00:00+0000"),
            "extensions": _AUTHORITY,
        },
        **{
            name: {
                "issuer": STAMPERS[name],
                "validity": validity(f"{since}-01-01T00:00:00+0000", f"{to}-01-01T00:00:00+0000"),
                "extensions": _STAMPING + by_house(STAMPERS[name]),
            }
            for name, since, to in (
                ("tsa", 2025, 2032),
                ("tsa-baru", 2025, 2042),
                ("tsa-2041", 2040, 2050),
                ("tsa-2049", 2048, 2062),
            )
        },
    }  # fmt: skip
    crl = {"simulated-update-schedule": "P30D"}
    return {
        "external-url-prefix": prefix,
        "keysets": {"uji": {"keys": {name: {"path": f"{name}.pem"} for name in _KEYS}}},
        "pki-architectures": {
            "uji": {
                "keyset": "uji",
                "entities": {
                    "root": _names("CA Induk Uji", _OFFICE),
                    "ca": _names("CA Penerbit Uji", _OFFICE),
                    "sekretaris": _names("Drs. BUDI SANTOSO, M.Si", _OFFICE,
                                         **{"serial-number": "1271010101700001"}),
                    "kepala-badan": _names("Dra. SRI WAHYUNI, M.Si", _OFFICE,
                                           **{"serial-number": "1271015205680002"}),
                    "ocsp": _names("OCSP Uji", _OFFICE),
                    "tsa-root": _names("CA Stempel Waktu Uji", _HOUSE),
                    "tsa-root-2": _names("CA Stempel Waktu Kedua", _HOUSE),
                    "tsa": _names("Stempel Waktu Uji", _HOUSE),
                    "tsa-baru": _names("Stempel Waktu Uji Baru", _HOUSE),
                    "tsa-2041": _names("Stempel Waktu 2041", _HOUSE),
                    "tsa-2049": _names("Stempel Waktu 2049", _HOUSE),
                },
                "certs": certs,
                "services": {
                    "ocsp": {"ca": {"for-issuer": "ca", "responder-cert": "ocsp"}},
                    "crl-repo": {
                        "root": {"for-issuer": "root", "issuer-cert": "root", **crl},
                        "ca": {"for-issuer": "ca", "issuer-cert": "ca", **crl},
                        **{
                            house: {"for-issuer": house, "issuer-cert": house, **crl}
                            for house in ("tsa-root", "tsa-root-2")
                        },
                    },
                    "time-stamping": {
                        name: {"signing-cert": name, "certs-to-embed": [house]}
                        for name, house in STAMPERS.items()
                    },
                },
            }
        },
    }  # fmt: skip


@dataclass
class TrustServices:
    """What answers, and how it is told to behave."""

    url: str
    at: datetime
    config: CertomancerConfig
    #: Ways in which timestamps go wrong; empty when all is well.
    trouble: str = ""
    #: Which server stamps at the address of ``tsa``.
    stamping: str = "tsa"
    #: Paths that are out of order: ``ocsp``, ``crls``, ``tsa``.
    down: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    @property
    def tsa(self) -> str:
        return f"{self.url}/uji/tsa/tsa"

    @property
    def newer_tsa(self) -> str:
        return f"{self.url}/uji/tsa/tsa-baru"

    def der(self, label: str) -> bytes:
        return self._arch.get_cert(CertLabel(label)).dump()

    def pem(self, label: str) -> bytes:
        return x509.load_der_x509_certificate(self.der(label)).public_bytes(Encoding.PEM)

    def p12(self, post: str) -> bytes:
        """The signer's key with its issuers, passphrase ``demo``."""
        own, *others = (
            x509.load_der_x509_certificate(self.der(name)) for name in (post, "ca", "root")
        )
        key = load_pem_private_key(self._pems[post], None)
        return pkcs12.serialize_key_and_certificates(
            post.encode(), key, own, others, BestAvailableEncryption(b"demo")
        )

    def revoke(self, post: str, at: datetime) -> None:
        """As the authority knows it from now on."""
        spec = self._arch.get_cert_spec(CertLabel(post))
        object.__setattr__(spec, "revocation", RevocationStatus(revoked_since=at))

    @property
    def _arch(self):
        return self.config.get_pki_arch(ArchLabel("uji"))

    _pems: dict[str, bytes] = field(default_factory=dict)


@contextmanager
def trust_services(at: datetime) -> Iterator[TrustServices]:
    """The services at a moment, on a port of their own; stopped at the end."""
    with TemporaryDirectory() as name:
        pems = _write_keys(Path(name))
        server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True, request_handler=_Quiet)
        url = f"http://127.0.0.1:{server.server_port}"
        config = CertomancerConfig(_settings(url), key_search_dir=name)
        services = TrustServices(url=url, at=at, config=config, _pems=pems)
        server.app = _Front(services, Animator(AnimatorArchStore(config.pki_archs), at_time=at))
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield services
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class _Quiet(WSGIRequestHandler):
    def log(self, *_args) -> None:
        """Say nothing of requests."""


class _Front:
    """Hands requests on, except where trouble is ordered."""

    def __init__(self, services: TrustServices, animator: Animator) -> None:
        self._services = services
        self._animator = animator

    def __call__(self, environ, start_response):
        kind = environ["PATH_INFO"].split("/")[2]
        self._services.asked.append(kind)
        if kind in self._services.down:
            return Response("out of order", 503)(environ, start_response)
        if kind == "tsa" and self._services.trouble:
            return self._troubled(environ)(environ, start_response)
        if environ["PATH_INFO"] == "/uji/tsa/tsa":
            environ["PATH_INFO"] = f"/uji/tsa/{self._services.stamping}"
        # Whole seconds, as DER wants them and real services give them.
        self._animator.fixed_time = self._services.at.replace(microsecond=0)
        return self._animator(environ, start_response)

    def _troubled(self, environ) -> Response:
        trouble = self._services.trouble
        if trouble == "silent":
            time.sleep(30)
        if trouble in _BODIES:
            kind = "text/html" if trouble == "web page" else "application/timestamp-reply"
            return Response(_BODIES[trouble](), content_type=kind)
        asked = tsp.TimeStampReq.load(Request(environ).get_data())
        name = environ["PATH_INFO"].split("/")[3]
        service = self._services._arch.service_registry.summon_timestamper(name)
        answer = service.request_tsa_response(tsp.TimeStampReq(_bent(trouble, asked)))
        return Response(answer.dump(), content_type="application/timestamp-reply")


def _bent(trouble: str, request: tsp.TimeStampReq) -> dict:
    values = {
        "version": request["version"],
        "message_imprint": request["message_imprint"],
        "cert_req": True,
        "nonce": request["nonce"],
    }
    if trouble == "other nonce":
        values["nonce"] = 4711
    if trouble == "other imprint":
        values["message_imprint"] = tsp.MessageImprint(
            {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes(32)}
        )
    return values


def _drip() -> Iterator[bytes]:
    """A byte now and then, for ever: each read is quick, the whole never comes."""
    for _ in range(60):
        yield b"\x30"
        time.sleep(0.5)


_BODIES = {
    "silent": lambda: b"",
    "dripping": _drip,
    "garbage": lambda: b"\x30\x82\xff\xff" * 500,
    "web page": lambda: "<html>masuk</html>",
    "endless": lambda: (bytes(1 << 20) for _ in range(4000)),
    "refusing": lambda: b"\x30\x05\x30\x03\x02\x01\x02",  # PKIStatusInfo: rejection, no token
}


def closed_port() -> str:
    """An address where nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{one.getsockname()[1]}/tsa"


def _write_keys(folder: Path) -> dict[str, bytes]:
    pems = {}
    for name in _KEYS:
        key = ec.generate_private_key(ec.SECP256R1())
        pems[name] = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.pem").write_bytes(pems[name])
    return pems
