"""Keys that never leave their device: smart cards, USB tokens and HSMs behind PKCS#11.

The PIN is sent to the token once, since every wrong one brings it nearer to being locked. Only for
a key that wants it again for each signature (``CKA_ALWAYS_AUTHENTICATE``) is it kept, in memory,
until the session ends. A token that is not there, or not there any more, is ``NotYet``: plugging it
in again is all it takes. Everything the token itself objects to is ``Refused``.

Every signature is checked against the certificate before it goes into a document, so that a token
with the wrong certificate beside its key makes no broken letters.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pkcs11
from asn1crypto import algos
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass, TokenFlag
from pkcs11.exceptions import PKCS11Error

from pipeline.adapters.signing.credentials import (
    Family,
    KeyCredential,
    credential_for,
    has_signed,
    unfit_to_sign,
)
from pipeline.errors import Finding, NotYet, PipelineError, Refused

#: Said by various drivers about a token that was pulled out under an open session.
_GONE = (
    pkcs11.DeviceRemoved,
    pkcs11.DeviceError,
    pkcs11.TokenNotPresent,
    pkcs11.TokenNotRecognised,
    pkcs11.SessionClosed,
    pkcs11.SessionHandleInvalid,
    pkcs11.SlotIDInvalid,
    pkcs11.UserNotLoggedIn,
    pkcs11.ObjectHandleInvalid,
    pkcs11.KeyHandleInvalid,
)
_FAMILIES: dict[Any, Family] = {KeyType.RSA: "rsa", KeyType.EC: "ecdsa"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenChoice:
    """Which key on which token."""

    library: str
    token: str  #: its label, or its serial number
    key_label: str | None = None


class NoLibrary(PipelineError):
    """What was named is no PKCS#11 library; whoever typed it must name another. English."""

    exit_code = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenKey:
    """A private key on a token with an open session."""

    token: str
    family: Family
    bits: int
    public: rsa.RSAPublicKey | ec.EllipticCurvePublicKey
    handle: Any = field(repr=False)
    #: The token hashes by itself with these; with the others it is given the digest.
    mechanisms: frozenset[Any] = field(repr=False)
    #: Only where the key asks for it again each time.
    pin: str | None = field(repr=False)

    def sign(self, data: bytes, digest: str) -> bytes:
        """The raw signature over the data.

        Raises:
            Refused: The token does not do it, or its key and certificate are not a pair (P65).
            NotYet: The token was removed.
        """
        again = {"pin": self.pin} if self.pin is not None else {}
        mechanism, given = self._order(data, digest)
        with _translating(self.token):
            made = bytes(self.handle.sign(given, mechanism=mechanism, **again))
        signature = made if self.family == "rsa" else _der(made)
        if not has_signed(self.public, signature, data, digest):
            raise _refusal(self.token, "kunci dan sertifikat tidak berpasangan")
        return signature

    def _order(self, data: bytes, digest: str) -> tuple[Any, bytes]:
        """How to ask for it: hashed by the token where it can, by us where it cannot."""
        hashed = hashlib.new(digest, data).digest()
        if self.family == "ecdsa":
            return Mechanism.ECDSA, hashed
        whole = getattr(Mechanism, f"{digest.upper()}_RSA_PKCS")
        if whole in self.mechanisms:
            return whole, data
        info = algos.DigestInfo({"digest_algorithm": {"algorithm": digest}, "digest": hashed})
        return Mechanism.RSA_PKCS, info.dump()


@contextmanager
def open_token(
    choice: TokenChoice, ask_pin: Callable[[], str], *, at: datetime
) -> Iterator[KeyCredential]:
    """A key on a token, for as long as the block lasts.

    Args:
        choice: Which key.
        ask_pin: Called once, when the token is there; not at all where it has a PIN pad.
        at: When the certificate must be valid.

    Raises:
        NoLibrary: There is no PKCS#11 library of that name.
        NotYet: The token is not there.
        Refused: Wrong PIN (P60), PIN locked (P61), no key (P62), several (P63), no certificate
            (P64), the certificate cannot sign (P14 to P17), or the token does not want to (P65).
    """
    token = _find(choice)
    pin = _pin(token, ask_pin)
    session = _log_in(choice.token, token, pin)
    try:
        with _translating(choice.token):
            credential = _credential(choice, token, session, pin, at)
        yield credential
    finally:
        _close(session)


def _find(choice: TokenChoice) -> Any:
    try:
        library = pkcs11.lib(choice.library)
        slots = library.get_slots(token_present=True)
    except PKCS11Error as error:
        raise NoLibrary(f"{choice.library} does not work as a PKCS#11 library: {error!r}") from None
    tokens = [token for token in map(_token_in, slots) if token is not None]
    found = [one for one in tokens if choice.token in (one.label, one.serial.decode("ascii", "?"))]
    if len(found) == 1:
        return found[0]
    if found:
        raise NotYet(
            f"{len(found)} tokens are called '{choice.token}'; unplug all but one, or name its "
            f"serial number: {', '.join(one.serial.decode('ascii', '?') for one in found)}"
        )
    there = ", ".join(f"'{one.label}'" for one in tokens if one.label)
    raise NotYet(
        f"there is no token '{choice.token}' now; plug it in and try again "
        f"(there: {there or 'none'})"
    )


def _token_in(slot: Any) -> Any:
    """The token in a slot; None where it cannot be read, which is no reason to look no further."""
    try:
        return slot.get_token()
    except PKCS11Error:
        return None


def _pin(token: Any, ask_pin: Callable[[], str]) -> Any:
    if token.flags & TokenFlag.USER_PIN_LOCKED:
        raise Refused(Finding("P61", {"token": token.label}))
    if token.flags & TokenFlag.PROTECTED_AUTHENTICATION_PATH:
        return pkcs11.PROTECTED_AUTH
    return ask_pin()


def _log_in(name: str, token: Any, pin: Any) -> Any:
    try:
        return token.open(user_pin=pin)
    except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange):
        finding = Finding("P60", {"token": name, "sisa": _tries_left(token)})
    except pkcs11.PinLocked:
        finding = Finding("P61", {"token": name})
    except PKCS11Error as error:
        raise _translated(error, name) from None
    # Outside the handler on purpose: nothing of what the driver said about the PIN stays attached.
    raise Refused(finding)


def _tries_left(token: Any) -> str:
    """What the token says about further tries, after a wrong one."""
    now = _token_in(token.slot)
    if now is not None and now.flags & TokenFlag.USER_PIN_FINAL_TRY:
        return "Tinggal satu kesempatan sebelum token terkunci. "
    if now is not None and now.flags & TokenFlag.USER_PIN_COUNT_LOW:
        return "PIN yang salah sudah pernah dimasukkan. "
    return ""


def _credential(
    choice: TokenChoice, token: Any, session: Any, pin: Any, at: datetime
) -> KeyCredential:
    handle = _private_key(choice, session)
    certificates = _certificates(session)
    own = [one for one, number in certificates if number == handle.id]
    if not own:
        raise Refused(Finding("P64", {"token": choice.token}))
    certificate = own[0]
    findings = unfit_to_sign(certificate, at)
    public = certificate.public_key()
    if findings:
        raise Refused(*findings)
    family = _FAMILIES.get(handle.key_type)
    if family is None or not isinstance(public, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise _refusal(choice.token, "jenis kunci tidak didukung")
    key = TokenKey(
        token=choice.token,
        family=family,
        bits=public.key_size,
        public=public,
        handle=handle,
        mechanisms=frozenset(token.slot.get_mechanisms()),
        pin=pin if isinstance(pin, str) and _asks_each_time(handle) else None,
    )
    return credential_for(key, certificate, [one for one, _ in certificates])


def _private_key(choice: TokenChoice, session: Any) -> Any:
    wanted: dict[Attribute, Any] = {Attribute.CLASS: ObjectClass.PRIVATE_KEY}
    keys = [one for one in session.get_objects(wanted) if _is(one, Attribute.SIGN)]
    if choice.key_label is not None:
        keys_named = [one for one in keys if one.label == choice.key_label]
    else:
        keys_named = keys
    if len(keys_named) == 1:
        return keys_named[0]
    names = ", ".join(f'"{one.label}"' for one in keys)
    if keys_named:
        raise Refused(Finding("P63", {"token": choice.token, "kunci": names}))
    detail = f"Kunci yang ada: {names}." if names else "Tidak ada kunci tanda tangan di dalamnya."
    raise Refused(Finding("P62", {"token": choice.token, "rincian": detail}))


def _certificates(session: Any) -> Sequence[tuple[x509.Certificate, bytes]]:
    """The certificates on the token, each with the number that ties it to its key."""
    found = []
    for one in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
        try:
            certificate = x509.load_der_x509_certificate(bytes(one[Attribute.VALUE]))
        except (ValueError, PKCS11Error):
            continue  # another application's, of a kind we do not know
        found.append((certificate, bytes(one[Attribute.ID])))
    return found


def _asks_each_time(handle: Any) -> bool:
    return _is(handle, Attribute.ALWAYS_AUTHENTICATE)


def _is(handle: Any, attribute: Attribute) -> bool:
    try:
        return bool(handle[attribute])
    except PKCS11Error:
        return False  # older tokens do not know every attribute


def _close(session: Any) -> None:
    try:
        session.close()
    except PKCS11Error:
        return  # the token is gone, and the session with it


@contextmanager
def _translating(token: str) -> Iterator[None]:
    try:
        yield
    except PKCS11Error as error:
        raise _translated(error, token) from None


def _translated(error: PKCS11Error, token: str) -> NotYet | Refused:
    if isinstance(error, _GONE):
        return NotYet(f"the token '{token}' was removed; plug it in and sign again what is left")
    if isinstance(error, pkcs11.PinLocked):
        return Refused(Finding("P61", {"token": token}))
    return _refusal(token, _cause(error))


def _refusal(token: str, cause: str) -> Refused:
    return Refused(Finding("P65", {"token": token, "sebab": cause}))


def _cause(error: PKCS11Error) -> str:
    """The standard's own name of what happened; drivers' texts are not passed on."""
    return type(error).__name__


def _der(pair: bytes) -> bytes:
    """Two numbers of equal length, as tokens give them, in the form that documents hold."""
    half = len(pair) // 2
    return encode_dss_signature(
        int.from_bytes(pair[:half], "big"), int.from_bytes(pair[half:], "big")
    )
