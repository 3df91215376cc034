"""pyHanko's validation without a network: contexts fetch nothing, coroutines never wait."""

from collections.abc import Coroutine, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from asn1crypto import x509
from pyhanko_certvalidator import ValidationContext

Result = TypeVar("Result")


def context(trust: Iterable[bytes], moment: datetime) -> ValidationContext:
    """Paths to these certificates as they were valid at a moment.

    Revocation is judged elsewhere: by the office's register, and by ``rules.validation``.
    """
    return ValidationContext(
        trust_roots=[certificate(der) for der in trust],
        allow_fetching=False,
        moment=moment,
        best_signature_time=moment,
        revocation_mode="soft-fail",
    )


def finish(work: Coroutine[Any, Any, Result]) -> Result:
    """Run what is asynchronous in name only: offline, nothing in it ever waits.

    So it needs no event loop, and works where one is running already.

    Raises:
        RuntimeError: It wants to wait after all.
    """
    try:
        work.send(None)
    except StopIteration as finished:
        result: Result = finished.value
        return result
    work.close()
    raise RuntimeError("validation wants to wait for something")


@lru_cache(maxsize=64)
def certificate(der: bytes) -> x509.Certificate:
    """A certificate, parsed once."""
    return x509.Certificate.load(der)
