"""``paraf archive restore``: damaged berkas, brought in line with their second copy."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.text import Text

from pipeline.adapters.archive import SecondCopy
from pipeline.entry.cli.telling import EXIT_FINE, EXIT_WRONG, err, out
from pipeline.errors import Misconfigured, Tampered
from pipeline.office.integrity.archived import ArchiveReader, Reading, place_in
from pipeline.office.integrity.findings import CheckFinding
from pipeline.ports.fixity import Reread
from pipeline.wiring import Workplace, open_workplace, reader_of, second_copy_of
from pipeline.wording.visible import visible


def restore(root: Path, *, may_ask: bool) -> int:
    """Look for damage, ask for each berkas, restore, read again; returns the exit code.

    A tunjuk silang that is missing is made again from the records, without asking or a copy.
    """
    reader = reader_of(root)
    reading = reader.read()
    if not reading.findings:
        out.print("[green]✓[/green] nothing is damaged; nothing to restore")
        return EXIT_FINE
    with open_workplace(root) as workplace:
        reading = _without_missing_pointers(workplace, reader, reading)
        if not reading.findings:
            return EXIT_FINE
        now = workplace.office.tools.clock.now()
        second = second_copy_of(workplace.config, f"{now:%Y-%m-%dT%H%M%S}")
        if second is None:
            what = (
                'office.toml names no second copy ([archive] mirror = "/..."); use a backup: '
                "restore it into a new folder and name the archive in it there"
            )
            raise Misconfigured([what])
        damaged = defaultdict(list)
        for each in reading.findings:
            damaged[place_in(each.path)].append(each)
        restored = [
            path
            for path, findings in sorted(damaged.items())
            if _is_restored(workplace, second, (path, reading.anchors.get(path)), findings, may_ask)
        ]
        left = reader.read().findings
        for path in set(restored) - {place_in(each.path) for each in left}:
            workplace.office.rolling_check.hear(Reread(path=path, findings=()))
    for each in left:
        err.print(Text(visible(f"✗ {each.text}")))
    return EXIT_WRONG if left else EXIT_FINE


def _without_missing_pointers(
    workplace: Workplace, reader: ArchiveReader, reading: Reading
) -> Reading:
    missing = [each.path for each in reading.findings if each.code == "A23"]
    if not missing:
        return reading
    workplace.office.tools.archive.mend_pointers()
    for path in missing:
        out.print(Text(visible(f"✓ {path}: made again")))
    return reader.read()


def _say(what: str, findings: Sequence[CheckFinding]) -> None:
    err.print(Text(visible(what)))
    for each in findings:
        err.print(Text(visible(f"  {each.text}")))


def _is_restored(
    workplace: Workplace,
    second: SecondCopy,
    berkas: tuple[str, str | None],
    findings: Sequence[CheckFinding],
    may_ask: bool,  # noqa: FBT001 - what the command was told
) -> bool:
    path, anchor = berkas
    if anchor is None:
        _say(f"! {path}: the ledger does not know it; look at it by hand", findings)
        return False
    if second.findings(path, anchor):
        _say(f"! {path}: its second copy is missing or damaged, too; use a backup", findings)
        return False
    _say(f"{path}: its second copy is as it was filed", findings)
    if may_ask and not typer.confirm("Restore it from there?", default=False, err=True):
        return False
    try:
        written = second.restore(path, anchor)
    except Tampered as error:
        _say(f"! {path}: not restored ({error})", ())
        return False
    now = workplace.office.tools.clock.now()
    facts = {
        "path": path,
        "manifest": anchor,
        "files": "; ".join(written),
        "source": str(workplace.config.mirror),
    }
    workplace.store.note(f"restored:{now.isoformat()}:{path}", now, "ArchiveRestored", facts)
    out.print(Text(visible(f"✓ {path}: {len(written)} file(s) restored")))
    return True
