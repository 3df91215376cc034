"""What a service manager wants to hear: systemd's notification protocol, sd_notify(3).

The protocol is one datagram of text to the socket named in ``NOTIFY_SOCKET``; the one library for
it (sdnotify) saw its last release in 2017, so these lines are ours. Without a service manager
nothing is said and nothing fails.
"""

import contextlib
import os
import socket
from collections.abc import Mapping


class Supervisor:
    """Tells the service manager how we are."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        around = os.environ if environment is None else environment
        #: where to; a leading ``@`` means a name without a file (Linux's abstract sockets)
        self._address = around.get("NOTIFY_SOCKET", "").replace("@", "\0", 1)
        #: seconds within which it wants to hear from us again; None when it does not watch us
        self.patience = _patience(around)

    def ready(self, status: str) -> None:
        """We work."""
        self._say("READY=1", status)

    def status(self, status: str) -> None:
        """One line for ``systemctl status``."""
        self._say("", status)

    def alive(self) -> None:
        """The watchdog may rest."""
        self._say("WATCHDOG=1", "")

    def stopping(self, status: str) -> None:
        """We are about to end."""
        self._say("STOPPING=1", status)

    def _say(self, word: str, status: str) -> None:
        if not self._address:
            return
        lines = [word] if word else []
        if status:
            lines.append("STATUS=" + " ".join(status.split()))
        with (
            contextlib.suppress(OSError),  # a manager that is gone needs no news
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender,
        ):
            sender.settimeout(1.0)
            sender.sendto("\n".join(lines).encode(), self._address)


def _patience(around: Mapping[str, str]) -> float | None:
    """``WATCHDOG_USEC``, where it is meant for this process."""
    microseconds, pid = around.get("WATCHDOG_USEC", ""), around.get("WATCHDOG_PID", "")
    if not microseconds.isdecimal() or pid not in ("", str(os.getpid())):
        return None
    return int(microseconds) / 1_000_000 or None
