"""A child that ends when the daemon does, however that ends.

Imports nothing of ours: a child is tied before it loads what takes seconds.
"""

import os
import signal
import threading


def end_with_the_daemon() -> None:
    """From now on, end this process and all it started when our input ends.

    The daemon holds the other end open for as long as it lives, and writes nothing more to it.
    """
    threading.Thread(target=_await_its_end, daemon=True).start()


def _await_its_end() -> None:
    os.read(0, 1)
    os.killpg(os.getpgrp(), signal.SIGKILL)
