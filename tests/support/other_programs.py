"""Runs other people's signing programs as their users would; ``make setup-tests`` gets them."""

import json
import subprocess
import sys
from pathlib import Path

_HERE = Path(__file__).parents[1] / "programs"
_PYHANKO = Path(sys.executable).parent / "pyhanko"
PASSPHRASE = "demo"


class Workbench:
    """One signer's folder: his key, and the programs he may sign with."""

    def __init__(self, folder: Path, p12: bytes) -> None:
        self._folder = folder
        (folder / "key.p12").write_bytes(p12)
        (folder / "passphrase").write_text(PASSPHRASE)

    def pyhanko(self, pdf: bytes, *options: str) -> bytes:
        """pyHanko's own command line."""
        key = ["pkcs12", "--passfile", "passphrase", "in.pdf", "out.pdf", "key.p12"]
        return self._run(pdf, _PYHANKO, "sign", "addsig", *options, *key)

    def endesive(self, pdf: bytes, **settings: object) -> bytes:
        python = _HERE / ".venv" / "bin" / "python"
        files = ["in.pdf", "out.pdf", "key.p12", PASSPHRASE, json.dumps(settings)]
        return self._run(pdf, python, _HERE / "endesive_sign.py", *files)

    def signpdf(self, pdf: bytes, way: str, message: str) -> bytes:
        """@signpdf with one of its placeholders."""
        files = ["in.pdf", "out.pdf", "key.p12", PASSPHRASE]
        return self._run(pdf, "node", _HERE / "signpdf.js", way, message, *files)

    def pdfsig(self, pdf: bytes, *options: str) -> bytes:
        """poppler's pdfsig, with the key in a database of Mozilla's kind."""
        store = self._folder / "nss"
        if not store.exists():
            store.mkdir()
            self._call("certutil", "-N", "-d", "sql:nss", "--empty-password")
            self._call("pk12util", "-i", "key.p12", "-d", "sql:nss", "-W", PASSPHRASE, "-K", "")
        return self._run(
            pdf,
            "pdfsig",
            "-nssdir",
            "nss",
            "-nick",
            "uji",
            "-nocert",
            *options,
            "in.pdf",
            "out.pdf",
        )

    def _run(self, pdf: bytes, *command: object) -> bytes:
        (self._folder / "in.pdf").write_bytes(pdf)
        (self._folder / "out.pdf").unlink(missing_ok=True)
        said = self._call(*command)
        assert (self._folder / "out.pdf").exists(), said
        return (self._folder / "out.pdf").read_bytes()

    def _call(self, *command: object) -> str:
        assert not isinstance(command[0], Path) or command[0].exists(), "run: make setup-tests"
        ran = subprocess.run(
            [str(part) for part in command],
            cwd=self._folder,
            capture_output=True,
            text=True,
            check=False,
        )
        return ran.stdout + ran.stderr
