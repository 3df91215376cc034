"""A program started in place of the LibreOffice worker, inside the same jail, that misbehaves.

Standard library only, like the real worker. ``rogue_trials`` writes a copy of this file with two
lines at its end: where the treasures lie, and ``main(way, places)``. A way that tries to break out
says in its answer what it got; the answer is then no PDF, so that the next worker is asked.
"""

import contextlib
import ctypes
import json
import os
import resource
import signal
import socket
import sys
import threading
import time

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1"
    b">>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\nxref\n0 4\n"
    b"0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n"
    b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
)
LIBC = ctypes.CDLL(None, use_errno=True)
SYSCALLS = {"process_vm_readv": 310, "open_by_handle_at": 304, "io_uring_setup": 425, "bpf": 321,
            "memfd_create": 319, "pidfd_open": 434, "userfaultfd": 323, "clone3": 435,
            "shmget": 29, "keyctl": 250}  # fmt: skip
MEGABYTE = 1024**2


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def done(request):
    say({"id": request["id"], "state": "done"})


def honest(request, places):
    with open(request["pdf"], "wb") as file:
        file.write(PDF)
    done(request)


# -- what it delivers --------------------------------------------------------------------------


def sleeps(request, places):
    time.sleep(600)


def spins(request, places):
    while True:
        pass


def ignores_every_signal(request, places):
    for number in range(1, 65):
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_IGN)
    while True:
        time.sleep(600)


def exits_with_success(request, places):
    os._exit(0)


def crashes(request, places):
    ctypes.string_at(8)


def aborts(request, places):
    os.abort()


def closes_its_mouth(request, places):
    os.close(1)
    time.sleep(600)


def calls_everything_unreadable(request, places):
    say({"id": request["id"], "state": "unreadable", "detail": "tidak dapat dibuka"})


def leaves_nothing(request, places):
    done(request)


def leaves_half_a_pdf(request, places):
    with open(request["pdf"], "wb") as file:
        file.write(PDF[: len(PDF) // 2])
    done(request)


def leaves_an_empty_pdf(request, places):
    open(request["pdf"], "wb").close()
    done(request)


def leaves_text(request, places):
    with open(request["pdf"], "w") as file:
        file.write("Ini bukan PDF.\n" * 100)
    done(request)


def leaves_it_elsewhere(request, places):
    with open(request["pdf"] + ".pdf", "wb") as file:
        file.write(PDF)
    done(request)


def leaves_a_link(request, places):
    os.symlink(places["pdf"], request["pdf"])  # a good PDF, but not its own
    done(request)


def leaves_a_hard_link(request, places):
    with open(request["docx"] + ".kept", "wb") as file:
        file.write(PDF)
    os.link(request["docx"] + ".kept", request["pdf"])
    done(request)


def leaves_a_pipe(request, places):
    os.mkfifo(request["pdf"])
    done(request)


def leaves_a_folder(request, places):
    os.mkdir(request["pdf"])
    done(request)


def leaves_a_device(request, places):
    with contextlib.suppress(OSError):
        os.mknod(request["pdf"], 0o600 | 0o020000, os.makedev(1, 5))
    done(request)


def leaves_a_terabyte(request, places):
    with open(request["pdf"], "wb") as file, contextlib.suppress(OSError):
        file.truncate(1024**4)
    done(request)


def talks_nonsense(request, places):
    sys.stdout.write("segera, Pak\n")
    sys.stdout.flush()
    time.sleep(600)


def talks_without_end(request, places):
    while True:
        sys.stdout.write("x" * 65536)


def nests_its_answer(request, places):
    sys.stdout.write("[" * 60_000 + "\n")
    sys.stdout.flush()
    time.sleep(600)


def answers_another_question(request, places):
    with open(request["pdf"], "wb") as file:
        file.write(PDF)
    say({"id": "0" * 16, "state": "done"})
    time.sleep(600)


def answers_too_late(request, places):
    time.sleep(places["deadline"] + 1)
    honest(request, places)


def answers_twice(request, places):
    """The second answer must not count for the next document."""
    honest(request, places)
    say({"id": request["id"], "state": "done"})


def foresees_names(request, places):
    """It plants what the next documents might be called, then locks its folder."""
    folder = os.path.dirname(request["pdf"])
    for name in ("in.docx", "out.pdf"):
        os.mkdir(f"{folder}/{name}")
    with contextlib.suppress(OSError):
        os.chmod(folder, 0)
    done(request)


# -- what it takes ------------------------------------------------------------------------------


def eats_memory(request, places):
    eaten = []
    try:
        while True:
            eaten.append(b"x" * (64 * MEGABYTE))
    except MemoryError:
        taken = len(eaten) * 64
        eaten.clear()
        report(request, {"memory": f"GOT {taken} MB" if taken > 4096 else "denied"})


def writes_gigabytes(request, places):
    block = b"x" * MEGABYTE
    for number in range(10_000):
        with contextlib.suppress(OSError), open(f"{request['docx']}.{number}", "wb") as file:
            while True:
                file.write(block)


def writes_thousands_of_files(request, places):
    for number in range(10_000_000):
        open(f"{request['docx']}.{number}", "wb").close()


def digs_deep(request, places):
    os.chdir(os.path.dirname(request["docx"]))
    for _ in range(6_000):
        os.mkdir("d")
        os.chdir("d")
    with contextlib.suppress(OSError):
        os.chmod(".", 0)
    time.sleep(600)


def fills_shared_memory(request, places):
    got = {}
    for folder in ("/tmp", "/dev/shm", "/dev", "/", "/run", "/var/tmp"):
        got[f"write in {folder}"] = attempt(lambda at=folder: write_much(at))
    report(request, got)


def write_much(folder):
    with open(f"{folder}/rogue-{os.getpid()}", "wb") as file:
        for _ in range(100):
            file.write(b"x" * MEGABYTE)
    return "100 MB"


def complains_without_end(request, places):
    line = b"keluhan " * 8192
    with contextlib.suppress(OSError):
        while True:
            os.write(2, line)
    time.sleep(600)


def hoards_files(request, places):
    held = []
    try:
        while len(held) < 5_000:
            held.append(os.open(request["docx"], os.O_RDONLY))
    except OSError:
        pass
    count = len(held)
    for each in held:
        os.close(each)
    report(request, {"open files": f"GOT {count}" if count > 1_000 else "denied"})


def bombs_with_forks(request, places):
    made = 0
    with contextlib.suppress(OSError):
        while True:
            if os.fork() == 0:
                continue
            made += 1
    report(request, {"fork": f"GOT {made}" if made else "denied"})


def leaves_grandchildren(request, places):
    def leave():
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                time.sleep(600)
            os._exit(0)
        return "a grandchild"

    report(request, {"grandchild": attempt(leave), "vfork": attempt(lambda: os.posix_spawn(
        "/bin/sleep", ["sleep", "600"], {}))})  # fmt: skip


# -- where it tries to get out -------------------------------------------------------------------


def attempt(act):
    """What an act got; ``denied`` when the jail said no."""
    try:
        got = act()
    except (OSError, ValueError, AttributeError, MemoryError) as error:
        return f"denied ({type(error).__name__})"
    return f"GOT {got!r}"[:200]


def report(request, got):
    say({"id": request["id"], "state": "unwritable", "detail": json.dumps(got)})


def call(name, *arguments):
    if ctypes.c_long(LIBC.syscall(SYSCALLS[name], *arguments)).value < 0:
        raise OSError(ctypes.get_errno(), name)
    return name


def libc(name, *arguments):
    ctypes.set_errno(0)
    if getattr(LIBC, name)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), name)
    return name


def read(path):
    with open(path, "rb") as file:
        return file.read(60)


def connect(family, kind, address):
    with socket.socket(family, kind) as line:
        line.settimeout(2)
        line.connect(address)
        line.send(b"rogue")
    return address


def calls_out(request, places):
    port = places["port"]
    report(request, {
        "loopback": attempt(lambda: connect(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", port))),
        "loopback 6": attempt(lambda: connect(socket.AF_INET6, socket.SOCK_STREAM, ("::1", port))),
        "datagram": attempt(lambda: connect(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", port))),
        "abstract": attempt(lambda: connect(socket.AF_UNIX, socket.SOCK_STREAM, places["abstract"])),
        "named": attempt(lambda: connect(socket.AF_UNIX, socket.SOCK_STREAM, places["socket"])),
        "name server": attempt(lambda: socket.gethostbyname("kantor.example")),
        "listen": attempt(lambda: socket.create_server(("127.0.0.1", 0))),
        "packets": attempt(lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW)),
        "netlink": attempt(lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)),
        "ring": attempt(lambda: call("io_uring_setup", 4, ctypes.create_string_buffer(256))),
    })  # fmt: skip


def reads_around(request, places):
    treasures = {path: attempt(lambda at=path: read(at)) for path in places["treasures"]}
    folders = {path: attempt(lambda at=path: os.listdir(at)) for path in places["folders"]}
    secrets = [name for name in os.environ if name not in places["environment"]]
    report(request, treasures | folders | {
        "environment": f"GOT {secrets}" if secrets else "denied",
        "environment of the first": attempt(lambda: read("/proc/1/environ")),
        "environment of the daemon": attempt(lambda: read(f"/proc/{places['daemon']}/environ")),
        "files of the daemon": attempt(lambda: os.listdir(f"/proc/{places['daemon']}/fd")),
        "root of the daemon": attempt(lambda: os.listdir(f"/proc/{places['daemon']}/root")),
        "a handle": attempt(lambda: call("open_by_handle_at", 0, b"x" * 32, 0)),
    })  # fmt: skip


def writes_around(request, places):
    def seize(path):
        """Having it open for writing is proof enough; nothing is harmed if a wall should fail."""
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        return path

    targets = [*places["treasures"], *(f"{each}/rogue" for each in places["folders"]), "/usr/rogue",
               "/etc/rogue", "/var/tmp/rogue", __file__, sys.executable]  # fmt: skip
    got = {path: attempt(lambda at=path: seize(at)) for path in targets}
    treasure = places["treasures"][1]
    got["rename"] = attempt(lambda: os.rename(treasure, f"{treasure}.gone"))
    got["unlink"] = attempt(lambda: os.unlink(treasure))
    got["link"] = attempt(lambda: os.link(treasure, request["pdf"]))
    got["rights"] = attempt(lambda: os.chmod(treasure, 0o777))
    got["owner"] = attempt(lambda: os.chown(treasure, 1, 1))
    got["times"] = attempt(lambda: os.utime(treasure, (0, 0)))
    got["mark"] = attempt(lambda: os.setxattr(treasure, "user.rogue", b"1"))
    got["truncate"] = attempt(lambda: os.truncate(treasure, 0))
    report(request, got)


def strikes(request, places):
    daemon = places["daemon"]
    ctypes.set_errno(0)
    report(request, {
        "kill the daemon": attempt(lambda: os.kill(daemon, signal.SIGKILL)),
        "stop the daemon": attempt(lambda: os.kill(daemon, signal.SIGSTOP)),
        "kill its parent": attempt(lambda: os.kill(os.getppid(), signal.SIGKILL)),
        "kill all": attempt(lambda: os.kill(-1, signal.SIGTERM)),
        "kill the group": attempt(lambda: os.killpg(0, signal.SIGTERM)),
        "by handle": attempt(lambda: call("pidfd_open", daemon, 0)),
    })  # fmt: skip


def spies(request, places):
    daemon, room = places["daemon"], ctypes.create_string_buffer(64)
    report(request, {
        "attach": attempt(lambda: libc("ptrace", 16, daemon, 0, 0)),
        "attach to the first": attempt(lambda: libc("ptrace", 16, 1, 0, 0)),
        "be traced": attempt(lambda: libc("ptrace", 0, 0, 0, 0)),
        "memory": attempt(lambda: call("process_vm_readv", daemon, room, 1, room, 1, 0)),
        "memory file": attempt(lambda: open(f"/proc/{daemon}/mem", "rb").read(1)),
        "shared memory": attempt(lambda: call("shmget", 77, 4096, 0o1666)),
        "keys": attempt(lambda: call("keyctl", 0, -3, 0)),
        "faults": attempt(lambda: call("userfaultfd", 0)),
        "kernel program": attempt(lambda: call("bpf", 0, room, 64)),
        "file without a name": attempt(lambda: call("memfd_create", b"x", 0)),
    })  # fmt: skip


def builds_worlds(request, places):
    folder = os.path.dirname(request["pdf"]).encode()
    report(request, {
        "mount": attempt(lambda: libc("mount", b"none", folder, b"tmpfs", 0, None)),
        "bind": attempt(lambda: libc("mount", b"/", folder, None, 4096, None)),
        "remount": attempt(lambda: libc("mount", None, b"/", None, 32, None)),
        "unmount": attempt(lambda: libc("umount2", b"/", 2)),
        "chroot": attempt(lambda: os.chroot(folder)),
        "new user": attempt(lambda: libc("unshare", 0x10000000)),
        "new mounts": attempt(lambda: libc("unshare", 0x00020000)),
        "clone": attempt(lambda: call("clone3", ctypes.create_string_buffer(88), 88)),
        "root's programs": attempt(lambda: os.listdir("/proc/1/root/root")),
        "device": attempt(lambda: os.mknod(request["pdf"], 0o600 | 0o060000, os.makedev(8, 0))),
        "kernel's log": attempt(lambda: read("/dev/kmsg")),
        "memory": attempt(lambda: read("/dev/mem")),
    })  # fmt: skip


def keeps_what_it_inherited(request, places):
    held = []
    for number in range(3, 1024):
        with contextlib.suppress(OSError):
            os.fstat(number)
            held.append(number)
    report(request, {"inherited": f"GOT {held}" if len(held) > places["own_handles"] else "denied"})


def raises_its_limits(request, places):
    kinds = ("RLIMIT_AS", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CORE", "RLIMIT_CPU")
    most = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    report(request, {
        kind: attempt(lambda k=kind: resource.setrlimit(getattr(resource, k), most))
        for kind in kinds
    })  # fmt: skip


def becomes_a_shell(request, places):
    """It runs another program in its place; that is in the same jail."""
    steal = "; ".join(
        f"if cat '{path}' > /dev/null 2>&1; then echo STOLEN; fi" for path in places["treasures"]
    )
    os.execv("/bin/sh", ["sh", "-c", f"({steal}); {steal}; echo x > {places['treasures'][1]}"])


def makes_threads(request, places):
    """As many as it gets; they must end with it."""
    with contextlib.suppress(RuntimeError, MemoryError):
        while threading.active_count() < 2_000:
            threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
    time.sleep(600)


def never_gets_ready(request, places):
    raise AssertionError("it is not asked")


WAYS = {
    name: way
    for name, way in list(globals().items())
    if callable(way) and getattr(way, "__code__", None) and way.__code__.co_varnames[:2] == ("request", "places")
    and way.__code__.co_argcount == 2 and name != "honest"
}  # fmt: skip


def main(way, places):
    if way == "never_gets_ready":
        os._exit(3)
    say({"state": "ready"})
    act = honest if way == "honest" else WAYS[way]
    for line in sys.stdin:
        act(json.loads(line), places)
