"""The last step before a jailed program: it gives up what it will never need, for good.

Runs as a script of its own (``python -I -S launch.py RULES PROGRAM …``), inside the walls where
there are any, so it imports the standard library only. It needs no privilege for any of this and
becomes the program (``execv``) at the end; nothing it gave up can be had back:

- limits on memory, processor time, files, threads (``setrlimit``, hard ones);
- every open file but the three standard streams;
- system calls that make processes, sockets or mounts, reach other processes, or change the rights
  of files (seccomp);
- files and folders beyond those it was given (Landlock, where the kernel has it);
- a life longer than its parent's.

``RULES`` is JSON as ``walls.Rules`` writes it. Where the kernel or the processor lacks one of the
last three, the rest still holds; without a program it prints which of them do.

Threads are limited only where the kernel counts them for this jail alone: in a user namespace of
its own, from Linux 5.14 on. Elsewhere they are counted with all that the same user runs, and the
limit would strike whoever comes last.

Residual risks accepted: processors other than x86-64 and ARM64 get no system call filter; nothing
limits the threads of root, who is exempt.
"""

import ctypes
import errno
import json
import os
import platform
import re
import resource
import signal
import struct
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_FILTER = 2
_ALLOW, _DENY = 0x7FFF0000, 0x00050000 | errno.EPERM
_UNKNOWN = 0x00050000 | errno.ENOSYS
_CLONE_THREAD = 0x00010000
#: What an audit record calls the processor (linux/audit.h).
_PROCESSORS = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

#: Numbers of system calls on x86-64 and ARM64 (-1: it has none such); newer ones are the same.
_CALLS = {
    # other processes: making, striking, reading them
    "fork": (57, -1), "vfork": (58, -1), "kill": (62, 129), "tkill": (200, 130),
    "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "kcmp": (312, 272), "pidfd_open": (434, 434), "pidfd_send_signal": (424, 424),
    "pidfd_getfd": (438, 438), "process_madvise": (440, 440),
    # talk: also with what has an address without a network
    "shmget": (29, 194), "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180),
    # new worlds
    "unshare": (272, 97), "setns": (308, 268), "chroot": (161, 51), "pivot_root": (155, 41),
    "mount": (165, 40), "umount2": (166, 39), "open_tree": (428, 428), "move_mount": (429, 429),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "swapon": (167, 224), "swapoff": (168, 225),
    # files without a name, devices, files by number
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "mknod": (133, -1),
    "mknodat": (259, 33), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    # rights, owners, marks and times of files, which Landlock leaves alone
    "chmod": (90, -1), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "chown": (92, -1), "fchown": (93, 55), "lchown": (94, -1), "fchownat": (260, 54),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "setxattrat": (463, 463),
    "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16),
    "removexattrat": (466, 466), "file_setattr": (469, 469),
    "utime": (132, -1), "utimes": (235, -1), "futimesat": (261, -1), "utimensat": (280, 88),
    # the kernel itself
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "reboot": (169, 142),
    "syslog": (103, 116), "acct": (163, 89), "settimeofday": (164, 170),
    "clock_settime": (227, 112), "adjtimex": (159, 171), "sethostname": (170, 161),
    "io_uring_setup": (425, 425), "setrlimit": (160, 164),
}  # fmt: skip
#: Besides these where no network is wanted.
_SOCKETS = {"socket": (41, 198), "socketpair": (53, 199)}
_CLONE, _CLONE3, _PRLIMIT = (56, 220), 435, (302, 261)

_LIMITS = {
    "memory": resource.RLIMIT_AS,
    "processor": resource.RLIMIT_CPU,
    "file": resource.RLIMIT_FSIZE,
    "files": resource.RLIMIT_NOFILE,
    "threads": resource.RLIMIT_NPROC,
}
_COUNTS_BY_NAMESPACE = (5, 14)

# Landlock (linux/landlock.h): rights by the version of the interface that brought them.
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_RIGHTS = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 5: 0xFFFF}
_READ_FILE, _READ_DIR, _EXECUTE, _WRITE_FILE = 1 << 2, 1 << 3, 1 << 0, 1 << 1
_READ = _READ_FILE | _READ_DIR | _EXECUTE
_ON_FILES = _READ_FILE | _EXECUTE | _WRITE_FILE | 1 << 14 | 1 << 15
_BIND_CONNECT = 0x3  # of TCP
_SCOPES = 0x3  # abstract sockets and signals reach no further than this process
_DEVICES = 1 << 11 | 1 << 6  # making character and block devices: nowhere


def limit(limits: Mapping[str, int]) -> None:
    """Set hard limits, and none above what holds already."""
    for name, kind in _LIMITS.items():
        if name == "threads" and not counts_alone():
            continue
        hard = resource.getrlimit(kind)[1]
        most = limits[name] if hard == resource.RLIM_INFINITY else min(limits[name], hard)
        resource.setrlimit(kind, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def counts_alone() -> bool:
    """Whether nobody else's threads count with ours: the walls' namespace maps a single user."""
    release = re.match(r"(\d+)\.(\d+)", os.uname().release)
    if release is None or tuple(map(int, release.groups())) < _COUNTS_BY_NAMESPACE:
        return False
    with open("/proc/self/uid_map") as users:  # noqa: PTH123 - a script that starts in milliseconds
        return [line.split()[2] for line in users] == ["1"]


def program(sockets: bool) -> bytes | None:  # noqa: FBT001 - a kernel's filter, not an interface
    """The filter as classic BPF; None for a processor whose calls are not known here."""
    machine = platform.machine()
    if machine not in _PROCESSORS or sys.maxsize <= 2**32:
        return None
    column = 0 if machine == "x86_64" else 1
    denied = {**_CALLS, **({} if sockets else _SOCKETS)}
    lines: list[tuple[int, int, int, int]] = [
        _load(4),
        (0x15, 1, 0, _PROCESSORS[machine]),
        _give(_DENY),
        _load(0),
    ]
    if machine == "x86_64":  # calls of the "x32" kind would have other numbers
        lines += [(0x35, 0, 1, 0x40000000), _give(_DENY)]
    for number in sorted({numbers[column] for numbers in denied.values()} - {-1}):
        lines += [(0x15, 0, 1, number), _give(_DENY)]
    # Libraries fall back to clone, whose flags can be looked at.
    lines += [(0x15, 0, 1, _CLONE3), _give(_UNKNOWN)]
    # A thread may be made, a process may not.
    lines += [(0x15, 0, 4, _CLONE[column]), _load(16), (0x45, 1, 0, _CLONE_THREAD)]
    lines += [_give(_DENY), _give(_ALLOW)]
    # Limits may be asked for, not set: the third argument, in two halves, must be nothing.
    lines += [(0x15, 0, 6, _PRLIMIT[column]), _load(32), (0x15, 0, 3, 0), _load(36)]
    lines += [(0x15, 0, 1, 0), _give(_ALLOW), _give(_DENY)]
    lines += [_give(_ALLOW)]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def _load(offset: int) -> tuple[int, int, int, int]:
    """Look at the call's number (0), its processor (4), or the halves of an argument (16 …)."""
    return (0x20, 0, 0, offset)


def _give(verdict: int) -> tuple[int, int, int, int]:
    return (0x06, 0, 0, verdict)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


class _Kernel:
    """The calls that Python has no name for."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._libc.syscall.restype = ctypes.c_long

    def prctl(self, option: int, *values: Any) -> bool:
        filled = [*values, 0, 0, 0, 0][:4]
        as_words = [v if isinstance(v, ctypes.c_void_p) else ctypes.c_ulong(v) for v in filled]
        return bool(self._libc.prctl(option, *as_words) == 0)

    def filter(self, code: bytes) -> bool:
        rules = _Program(len(code) // 8, code)
        pointer = ctypes.cast(ctypes.pointer(rules), ctypes.c_void_p)
        return self.prctl(_PR_SET_SECCOMP, _SECCOMP_FILTER, pointer)

    def call(self, number: int, *values: Any) -> int:
        return int(self._libc.syscall(ctypes.c_long(number), *values))


def confine(kernel: _Kernel, given: Mapping[str, Any]) -> bool:
    """Leave only the given files and folders in reach; False where the kernel cannot."""
    version = kernel.call(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint(1))
    if version < 1:
        return False
    handled = max(rights for since, rights in _RIGHTS.items() if since <= version)
    attributes = struct.pack("=QQQ", handled, 0 if given["network"] else _BIND_CONNECT, _SCOPES)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    rules = kernel.call(_CREATE, attributes[:size], ctypes.c_size_t(size), ctypes.c_uint(0))
    if rules < 0:
        return False
    for path, rights in _grants(given["readable"], given["writable"], handled):
        _grant(kernel, rules, path, rights)
    held = kernel.call(_RESTRICT, ctypes.c_int(rules), ctypes.c_uint(0)) == 0
    os.close(rules)
    return held


def _grants(
    readable: Iterable[str], writable: Iterable[str], handled: int
) -> Iterator[tuple[str, int]]:
    for path in readable:
        yield path, _READ & handled
    for path in writable:
        yield path, handled & ~_EXECUTE & ~_DEVICES
    for path in ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"):
        yield path, (_READ_FILE | _WRITE_FILE) & handled
    yield "/proc/self", _READ & handled  # this process's own, under whatever number


def _grant(kernel: _Kernel, rules: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_RDONLY | os.O_PATH | os.O_CLOEXEC)
    except OSError:  # not on this system
        return
    if not os.path.isdir(path):  # noqa: PTH112 - a script that starts in milliseconds
        rights &= _ON_FILES
    rule = struct.pack("=Qi", rights, place)
    kernel.call(_ADD, ctypes.c_int(rules), ctypes.c_int(1), rule, ctypes.c_uint(0))
    os.close(place)


def main(rules: str, *command: str) -> None:
    """Give up, then become the program."""
    given = json.loads(rules)
    kernel = _Kernel()
    kernel.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if given["parent"] not in (0, os.getppid()):  # it died before this was asked for
        sys.exit(1)
    os.closerange(3, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    os.umask(0o077)
    limit(given["limits"])
    kernel.prctl(_PR_SET_NO_NEW_PRIVS, 1)
    files = confine(kernel, given)
    code = program(given["network"])
    calls = code is not None and kernel.filter(code)
    if not command:
        sys.stdout.write(json.dumps({"calls": calls, "files": files}))
        return
    os.execv(command[0], command)  # noqa: S606 - becoming the program is the point


if __name__ == "__main__":
    main(*sys.argv[1:])
