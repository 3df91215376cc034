"""An office destroyed and brought back, by commands as an administrator gives them."""

import json
import shutil
from pathlib import Path

from office_sim import OfficeSim
from typer.testing import CliRunner

from pipeline.entry.cli.app import app


def paraf(*arguments):
    """A command's exit code and everything it printed."""
    ran = CliRunner().invoke(app, [str(each) for each in arguments])
    if ran.exception and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return ran.exit_code, ran.output


def told(*arguments):
    """A command's exit code and the JSON it printed."""
    ran = CliRunner().invoke(app, [*(str(each) for each in arguments), "--json"])
    if ran.exception and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    assert ran.stdout, ran.output
    return ran.exit_code, json.loads(ran.stdout)


def backed_up(sim: OfficeSim, vault: Path) -> Path:
    """The office, closed, in a new backup."""
    sim.close()
    code, made = told("backup", vault, "--office", sim.root)
    assert (code, made["faults"]) == (0, [])
    return Path(made["path"])


def restored(sim: OfficeSim, backup: Path, *, code=0) -> OfficeSim:
    """The office brought back where it was destroyed."""
    shutil.rmtree(sim.root)
    found, answer = told("restore", backup, sim.root)
    assert found == code, answer
    return OfficeSim(sim.root, sim.warm)


def destroy_database(sim: OfficeSim) -> None:
    sim.close()
    for path in (sim.root / ".paraf").glob("office.db*"):
        path.unlink()
