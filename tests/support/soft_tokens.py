"""Tokens for tests: SoftHSM2, the software token that OpenDNSSEC made, with real PKCS#11."""

import os
import subprocess
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import pkcs11
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from pkcs11 import Attribute, CertificateType, ObjectClass

LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "80517364"
_SO_PIN = "9170264835"


@dataclass
class Cabinet:
    """Tokens in a folder; ``remove`` pulls all of them out at once."""

    folder: Path
    _labels: list[str] = field(default_factory=list)

    def __post_init__(self):
        self._tokens.mkdir(parents=True)
        lines = (f"directories.tokendir = {self._tokens}", "objectstore.backend = file")
        self._configuration.write_text("\n".join(lines) + "\n")

    @property
    def _tokens(self) -> Path:
        return self.folder / "tokens"

    @property
    def _configuration(self) -> Path:
        return self.folder / "softhsm2.conf"

    @property
    def env(self) -> dict[str, str]:
        return {"SOFTHSM2_CONF": str(self._configuration)}

    def add(self, label: str) -> None:
        """A new token with nothing on it."""
        self._util("--init-token", "--free", "--label", label, "--so-pin", _SO_PIN, "--pin", PIN)

    def put_key(self, token: str, key, label: str, number: str) -> None:
        """A private key, which cannot be read out again."""
        pem = self.folder / f"{uuid.uuid4().hex}.pem"
        pem.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        self._util(
            "--import", str(pem), "--token", token, "--label", label, "--id", number, "--pin", PIN
        )
        pem.unlink()

    def _util(self, *argv: str) -> None:
        subprocess.run(
            ["softhsm2-util", *argv],
            env={**os.environ, **self.env},
            check=True,
            capture_output=True,
        )

    def put_certificates(self, token: str, *certificates, number: str) -> None:
        """Certificates; the first goes with the key of that number."""
        with self.opened():
            found = pkcs11.lib(str(LIBRARY)).get_token(token_label=token)
            with found.open(rw=True, user_pin=PIN) as session:
                for place, certificate in enumerate(certificates):
                    session.create_object(
                        {
                            Attribute.CLASS: ObjectClass.CERTIFICATE,
                            Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                            Attribute.TOKEN: True,
                            Attribute.PRIVATE: False,
                            Attribute.ID: bytes.fromhex(number) if place == 0 else bytes([200]),
                            Attribute.SUBJECT: certificate.subject.public_bytes(),
                            Attribute.VALUE: certificate.public_bytes(Encoding.DER),
                        }
                    )

    def put_p12(self, token: str, data: bytes, label: str = "kunci", number: str = "01") -> None:
        """Key and certificates of a demo key file."""
        key, certificate, others = pkcs12.load_key_and_certificates(data, b"demo")
        self.put_key(token, key, label, number)
        self.put_certificates(token, certificate, *others, number=number)

    def opened(self):
        """Let this process see these tokens, as they are now."""
        return _Seen(self.env["SOFTHSM2_CONF"])

    def remove(self) -> None:
        """Pull the tokens out."""
        self._tokens.rename(self.folder / "gone")

    def insert(self) -> None:
        """Plug them in again."""
        (self.folder / "gone").rename(self._tokens)


class _Seen:
    """The library reads its configuration when it is initialised, once a process."""

    def __init__(self, configuration: str) -> None:
        self._configuration = configuration

    def __enter__(self):
        os.environ["SOFTHSM2_CONF"] = self._configuration
        pkcs11.unload(str(LIBRARY))

    def __exit__(self, *_):
        pkcs11.unload(str(LIBRARY))
        del os.environ["SOFTHSM2_CONF"]
