"""What a PKCS#12 file tells without being opened: its encryption, and whether a passphrase fits.

The library that opens such files says "invalid password or data" for everything. The file's own
seal (a MAC over its contents, RFC 7292) knows better: when it fits, the passphrase was right and
something else is in the way.
"""

import hashlib
import hmac

from asn1crypto import pkcs12

_FOR_MAC = 3  # RFC 7292, B.3: what the derived bytes are used for
_MOST_ROUNDS = 5_000_000


def seal_fits(data: bytes, passphrase: bytes) -> bool:
    """Whether the file's seal was made with this passphrase; False when it carries none.

    Raises:
        ValueError, TypeError, KeyError: It is not a PKCS#12 file.
    """
    file = pkcs12.Pfx.load(data, strict=True)
    content = bytes(file["auth_safe"]["content"].native)
    seal = file["mac_data"]
    if not seal.native:
        return False
    digest = seal["mac"]["digest_algorithm"]["algorithm"].native
    rounds = int(seal["iterations"].native)
    if digest not in hashlib.algorithms_guaranteed or not 0 < rounds <= _MOST_ROUNDS:
        return False
    key = _derive(digest, passphrase, bytes(seal["mac_salt"].native), rounds)
    made = hmac.new(key, content, digest).digest()
    return hmac.compare_digest(made, bytes(seal["mac"]["digest"].native))


def encryption_of(data: bytes) -> set[str]:
    """Names of the ciphers that protect the file's parts.

    Raises:
        ValueError, TypeError, KeyError: It is not a PKCS#12 file.
    """
    found = set()
    for part in pkcs12.Pfx.load(data, strict=True).authenticated_safe:
        if part["content_type"].native == "encrypted_data":
            algorithm = part["content"]["encrypted_content_info"]["content_encryption_algorithm"]
            found.add(str(algorithm.encryption_cipher))
            continue
        for bag in pkcs12.SafeContents.load(part["content"].native):
            if bag["bag_id"].native == "pkcs8_shrouded_key_bag":
                found.add(str(bag["bag_value"]["encryption_algorithm"].encryption_cipher))
    return found


def _derive(digest: str, passphrase: bytes, salt: bytes, rounds: int) -> bytes:
    """One digest's worth of key, by the derivation of RFC 7292, appendix B.2."""
    block = hashlib.new(digest).block_size
    word = passphrase.decode("utf-8", "surrogateescape").encode("utf-16-be", "surrogatepass")
    word += b"\0\0"
    seed = bytes([_FOR_MAC]) * block + _stretch(salt, block) + _stretch(word, block)
    for _ in range(rounds):
        seed = hashlib.new(digest, seed).digest()
    return seed


def _stretch(text: bytes, block: int) -> bytes:
    size = -(-len(text) // block) * block
    return (text * (size // len(text) + 1))[:size] if text else b""
