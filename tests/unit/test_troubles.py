"""Of which kind a trouble is, how long it is waited for, and what the board says of it."""

import errno
from datetime import timedelta

import pytest

from pipeline.errors import Finding, Misconfigured, NotYet, Refused, Tampered
from pipeline.office.troubles import (
    PATIENT_TRIES,
    delay_after,
    kind_of,
    labelled,
    unlabelled,
)
from pipeline.reasons.catalogue import REASONS


def caused_by(error):
    trouble = NotYet("an inbox cannot be written")
    trouble.__cause__ = error
    return trouble


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NotYet("x", "T05"), "T05"),
        (caused_by(OSError(errno.ENOSPC, "full")), "T02"),
        (caused_by(OSError(errno.EDQUOT, "quota")), "T02"),
        (caused_by(OSError(errno.EROFS, "read-only")), "T04"),
        (caused_by(PermissionError(errno.EACCES, "no")), "T04"),
        (caused_by(OSError(errno.EMFILE, "too many")), "T06"),
        (caused_by(OSError(errno.ESTALE, "away")), "T03"),
        (caused_by(FileNotFoundError(errno.ENOENT, "gone")), "T03"),
        (caused_by(OSError(errno.EIO, "broken")), "T03"),
        (MemoryError(), "T06"),
        (Misconfigured(["x"]), "T09"),
        (Tampered(Finding("B20", {})), "T10"),
        (Refused(Finding("B01", {})), "T12"),
        (NotYet("x"), "T12"),
        (ZeroDivisionError(), "T11"),
    ],
)
def test_a_trouble_is_known_by_its_cause(error, code):
    assert kind_of(error) == code
    assert code in REASONS


def test_patience_grows_and_ends():
    delays = [delay_after(tries) for tries in range(1, 40)]
    assert delays == sorted(delays)
    assert delays[0] == timedelta(seconds=2)
    patient = sum(delays[: PATIENT_TRIES - 1], timedelta())
    assert timedelta(minutes=5) < patient < timedelta(minutes=30)
    assert set(delays[PATIENT_TRIES - 1 :]) == {timedelta(minutes=30)}


def test_a_trouble_kept_as_text_is_read_back():
    assert unlabelled(labelled("T02", "no space: 3 left")) == ("T02", "no space: 3 left")
    assert unlabelled("the share is away") == ("T12", "the share is away")
