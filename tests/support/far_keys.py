"""Keys that lie elsewhere: openssl on another machine, as far as Paraf can tell."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)


@dataclass(frozen=True)
class FarKey:
    """A key in a folder of its own, with its certificate and those of its issuers."""

    folder: Path

    @property
    def certificate(self) -> Path:
        return self.folder / "sertifikat.pem"

    @property
    def chain(self) -> Path:
        return self.folder / "penerbit.pem"

    def sign(self, data: bytes, *options: str, digest: str = "sha256") -> bytes:
        """``openssl dgst -sign``: the raw signature."""
        order = ("dgst", f"-{digest}", *options, "-sign", self._key, self._input(data))
        return self._openssl(*order)

    def sign_digest(self, digest: bytes, *options: str) -> bytes:
        """``openssl pkeyutl -sign``: the raw signature over a digest, as services give it."""
        return self._openssl(
            "pkeyutl", "-sign", "-inkey", self._key, "-in", self._input(digest), *options
        )

    def message(self, data: bytes, *options: str, form="DER", digest="sha256", cades=True) -> bytes:
        """``openssl cms -sign -cades``: a complete message."""
        kind = ("-cades",) if cades else ()
        signer = ("-signer", self.certificate, "-inkey", self._key, "-in", self._input(data))
        how = (*kind, "-binary", "-md", digest, "-outform", form)
        return self._openssl("cms", "-sign", *how, *signer, *options)

    @property
    def _key(self) -> Path:
        return self.folder / "kunci.pem"

    def _input(self, data: bytes) -> Path:
        path = self.folder / "isi"
        path.write_bytes(data)
        return path

    def _openssl(self, *argv) -> bytes:
        ran = subprocess.run(["openssl", *map(str, argv)], capture_output=True, check=False)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout


def far_key(folder: Path, key, certificate, *issuers) -> FarKey:
    """Put a key where openssl can use it."""
    folder.mkdir(parents=True)
    far = FarKey(folder)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "kunci.pem").write_bytes(pem)
    far.certificate.write_bytes(certificate.public_bytes(Encoding.PEM))
    far.chain.write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in issuers))
    return far


def far_key_of(folder: Path, p12: bytes) -> FarKey:
    """The same from a demo key file."""
    key, certificate, issuers = pkcs12.load_key_and_certificates(p12, b"demo")
    return far_key(folder, key, certificate, *issuers)


def content_of(request: Path) -> bytes:
    """All of a prepared paper but the place of its signature: what a complete message covers."""
    start, end = json.loads(request.read_bytes())["gap"]
    pdf = request.with_suffix(".pdf").read_bytes()
    return pdf[:start] + pdf[end:]
