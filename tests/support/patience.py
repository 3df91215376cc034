"""Waiting for what another process does."""

import time

#: A start loads libraries for nearly two seconds, more on a busy machine.
PATIENCE = 60.0


def until(true, within=PATIENCE):
    """Wait until something is so; how long it took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < within
        time.sleep(0.01)
    return time.monotonic() - began


def lies(sim, post, words):
    """Whether something of that name lies in an inbox, to be asked later."""
    return lambda: any(words in name for name in sim.inbox(post))
