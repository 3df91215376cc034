"""``paraf service``: a unit that systemd understands, whatever the office's folder is called."""

import subprocess
from pathlib import Path

import pytest

from pipeline.entry.cli.service import unit
from pipeline.errors import Misconfigured
from tools.sample_office import lay_out


def verified(text: str, folder: Path) -> str:
    """What systemd finds wrong with a unit."""
    path = folder / "paraf.service"
    path.write_text(text, "utf-8")
    ran = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in ran.stderr.splitlines() if "paraf.service" in line]
    return "\n".join(ours) or ("" if ran.returncode == 0 else ran.stderr)


@pytest.mark.parametrize("name", ["kantor", "Badan 50% \"Utama\" \\ $HOME 'x' é"])
def test_systemd_takes_the_unit(tmp_path, name):
    lay_out(tmp_path / name)
    text = unit(tmp_path / name, "root")
    assert verified(text, tmp_path) == ""
    assert verified(text.replace("WatchdogSec=60", "WatchdogSec=soon"), tmp_path) != ""


def test_a_misconfigured_office_is_not_started_for_ever(tmp_path):
    lay_out(tmp_path / "kantor")
    lines = unit(tmp_path / "kantor", "paraf").splitlines()
    assert {"Type=notify", "Restart=on-failure", "RestartPreventExitStatus=2 4"} <= set(lines)
    assert {"StartLimitIntervalSec=0", "OOMPolicy=continue", "User=paraf"} <= set(lines)


def test_nothing_in_the_unit_breaks_the_converters_jail(tmp_path):
    """bubblewrap makes namespaces and mounts a new /proc; LibreOffice makes code as it runs."""
    lay_out(tmp_path / "kantor")
    settings = {
        line.partition("=")[0]
        for line in unit(tmp_path / "kantor", "paraf").splitlines()
        if not line.startswith("#")
    }
    breaking = {"RestrictNamespaces", "ProtectKernelTunables", "ProtectKernelLogs", "ProtectProc"}
    breaking |= {"ProcSubset", "MemoryDenyWriteExecute", "SystemCallFilter", "PrivateUsers"}
    assert not settings & breaking


@pytest.mark.parametrize("user", ["", "paraf\nExecStartPre=/bin/sh", "a b", "%u"])
def test_what_is_no_account_is_refused(tmp_path, user):
    lay_out(tmp_path / "kantor")
    with pytest.raises(Misconfigured):
        unit(tmp_path / "kantor", user)


def test_a_folder_that_no_unit_can_name_is_refused(tmp_path):
    lay_out(tmp_path / "baris\nbaru")
    with pytest.raises(Misconfigured, match="cannot be named"):
        unit(tmp_path / "baris\nbaru", "paraf")
