"""Signs a PDF with endesive, in its own virtual environment (tests/programs/endesive.txt).

``endesive_sign.py IN.pdf OUT.pdf KEY.p12 PASSPHRASE '{"signform": true, ...}'``
"""

import json
import sys
import types
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.serialization import pkcs12

# endesive loads a validator beside its signer, whose library does not know the version numbers of
# today's OpenSSL (oscrypto 1.3.0: "Error detecting the version of libcrypto"). Signing needs none.
sys.modules["certvalidator"] = types.ModuleType("certvalidator")
sys.modules["certvalidator"].CertificateValidator = object

from endesive.pdf import cms  # noqa: E402 - see above


def main(source: str, target: str, key: str, passphrase: str, settings: str) -> None:
    pdf = Path(source).read_bytes()
    private, certificate, others = pkcs12.load_key_and_certificates(
        Path(key).read_bytes(), passphrase.encode()
    )
    told = {
        "aligned": 16384,
        "contact": "-",
        "location": "Pematangsiantar",
        "reason": "Paraf",
        "signingdate": datetime.now(UTC).strftime("D:%Y%m%d%H%M%S+00'00'"),  # noqa: TID251
        **json.loads(settings),
    }
    signed = cms.sign(pdf, told, private, certificate, others, "sha256")
    Path(target).write_bytes(pdf + signed)


main(*sys.argv[1:])
