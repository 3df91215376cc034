"""RFC 3161 timestamps: what one says, and what speaks against it.

A token is a CMS message over a digest and a time. It is judged by itself, wherever it stands: in a
signature, in a field of its own, or in the answer of a service that we have just asked.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from asn1crypto import cms, tsp, x509
from pyhanko.sign.general import extract_signer_info, find_unique_cms_attribute
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    validate_tst_signed_data,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from pipeline.adapters.signing.fields import DIGESTS
from pipeline.adapters.signing.offline import context, finish
from pipeline.adapters.signing.plain_cms import holds_no_more, is_written_one_way

#: Where a signature carries one (RFC 3161, appendix A).
ATTRIBUTE = "signature_time_stamp_token"
#: How a token names the certificate it is signed with (RFC 3161, 2.4.2; RFC 5816).
_NAMING = ("signing_certificate", "signing_certificate_v2")
_PURPOSE = "time_stamping"
#: Given the name of a digest algorithm, the digest that the token must be about.
Imprint = Callable[[str], bytes]


class Timestamp:
    """One timestamp, parsed."""

    def __init__(self, message: bytes) -> None:
        """Read a token.

        Args:
            message: DER of its ContentInfo; zeros may follow.

        Raises:
            ValueError, TypeError, KeyError: It is no timestamp.
        """
        self._message = message
        wrapped = cms.ContentInfo.load(message)
        if wrapped["content_type"].native != "signed_data":
            raise ValueError("a timestamp is a signed message")
        self.content: cms.SignedData = wrapped["content"]
        self.signer: cms.SignerInfo = extract_signer_info(self.content)
        self._certificates = extract_certs_for_validation(self.content)
        info = self.content["encap_content_info"]["content"].parsed
        if not isinstance(info, tsp.TSTInfo):
            raise TypeError("a timestamp holds a TSTInfo")
        self.info = info

    @property
    def at(self) -> datetime:
        """The moment it vouches for."""
        moment: datetime = self.info["gen_time"].native
        return moment

    @property
    def certificate(self) -> x509.Certificate:
        """Of the authority's server that signed it."""
        return self._certificates.signer_cert

    @property
    def others(self) -> list[x509.Certificate]:
        """Certificates that came along."""
        return list(self._certificates.other_certs)

    @property
    def authority(self) -> str:
        """Its issuer's own name for itself."""
        names = self.certificate.subject.native
        return str(names.get("common_name", self.certificate.subject.human_friendly))

    def holds(self, imprint: Imprint, trust: Sequence[bytes], moments: Sequence[datetime]) -> bool:
        """Whether it is whole, about this digest, and by an authority trusted at these moments.

        The moment it states itself is always one of them.
        """
        digest = self.info["message_imprint"]["hash_algorithm"]["algorithm"].native
        return (
            digest in DIGESTS
            and self.signer["digest_algorithm"]["algorithm"].native in DIGESTS
            and is_written_one_way(self._message, self.content, self.signer)
            and holds_no_more(self.content, self.signer, self.certificate, trust)
            and not self.signer["unsigned_attrs"]
            and self._names_its_certificate()
            and _is_only_for_timestamps(self.certificate)
            and all(self._is_trusted(imprint, trust, moment) for moment in {self.at, *moments})
        )

    def _names_its_certificate(self) -> bool:
        """Signed along, so that it cannot be exchanged; that it fits is for pyHanko to say."""
        signed = self.signer["signed_attrs"]
        return sum(one["type"].native in _NAMING for one in signed) == 1

    def _is_trusted(self, imprint: Imprint, trust: Sequence[bytes], moment: datetime) -> bool:
        # pyHanko checks the signature, the path, and that the certificate is for timestamps.
        status = finish(validate_tst_signed_data(self.content, context(trust, moment), imprint))
        return bool(status["valid"] and status["intact"] and status["trust_problem_indic"] is None)


def _is_only_for_timestamps(certificate: x509.Certificate) -> bool:
    """For nothing else, and critically so (RFC 3161, 2.3); an anchor is held to it as well."""
    purposes = certificate.extended_key_usage_value
    return (
        purposes is not None
        and purposes.native == [_PURPOSE]
        and "extended_key_usage" in certificate.critical_extensions
    )


def token_of(signature: EmbeddedPdfSignature) -> Timestamp | None:
    """The timestamp inside a signature.

    Raises:
        ValueError, TypeError, KeyError: There is something else, or more than one.
    """
    attributes = signature.signer_info["unsigned_attrs"]
    if not any(one["type"].native == ATTRIBUTE for one in attributes or ()):
        return None
    return Timestamp(find_unique_cms_attribute(attributes, ATTRIBUTE).dump())
