"""Offices whose disk gives trouble: file systems of their own, and a daemon's rounds meanwhile."""

import contextlib
import os
import subprocess
from pathlib import Path

import pytest

from pipeline.errors import PipelineError

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount file systems")


def rounds(sim, number=4):
    """A few rounds as the daemon's loop does them; what could not be done."""
    troubles = []
    for _ in range(number):
        try:
            sim.workplace.office.round()
        except PipelineError as error:
            troubles.append(str(error))
        except Exception as error:  # noqa: BLE001 - as the daemon's loop does
            sim.workplace.office.blame(error)
            troubles.append(repr(error))
    return troubles + [each.why for each in sim.workplace.office.troubles()]


def board(sim):
    return (sim.root / "PAPAN STATUS.html").read_text("utf-8")


@contextlib.contextmanager
def mounted(place, *options):
    subprocess.run(["mount", *options, place], check=True)
    listed = str(place).replace(" ", "\\040")
    try:
        yield
    finally:
        while f" {listed} " in Path("/proc/self/mountinfo").read_text("utf-8"):
            subprocess.run(["umount", "-l", place], check=True)
