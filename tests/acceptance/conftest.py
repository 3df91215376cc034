"""Offices for acceptance tests: at any stage of a cycle, each test its own copy."""

import pytest
from office_sim import OfficeSim, Stages, WarmTools, copy_office, shelf_for

from pipeline.adapters.folders import outbox
from tools.sample_office import lay_out


@pytest.fixture(scope="session")
def warm(tmp_path_factory):
    tools = WarmTools(tmp_path_factory.mktemp("libreoffice"))
    yield tools
    tools.close()


@pytest.fixture(scope="session")
def stages(tmp_path_factory, warm):
    return Stages(shelf_for(tmp_path_factory.getbasetemp()), warm)


@pytest.fixture(autouse=True)
def _files_settle_at_once(monkeypatch):
    """A test's files are written whole; how Paraf waits for slow ones is tried in test_folders."""
    monkeypatch.setattr(outbox, "SETTLE_SECONDS", 0.0)
    monkeypatch.setattr(outbox, "NOTE_SECONDS", 0.0)
    monkeypatch.setattr(outbox, "PATIENCE_SECONDS", 0.1)


@pytest.fixture
def at(stages, warm, tmp_path):
    """An office in which that step's paper waits; ``before`` may change its folder first."""
    opened = []

    def office(stage, before=None):
        root = tmp_path / f"kantor-{len(opened)}"
        if stage is None:
            lay_out(root)
        else:
            copy_office(stages.kept(stage), root)
        if before:
            before(root)
        opened.append(OfficeSim(root, warm))
        return opened[-1]

    yield office
    for each in opened:
        each.close()
