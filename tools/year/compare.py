"""What Paraf says of a year, against the people's accounts of it.

Workbooks are recomputed by a real LibreOffice from which every stored result was taken out, so
that no total can be right only because it was typed in.
"""

import io
import re
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from pipeline.entry.demo.answers import spent
from tools.year.accounts import Accounts

_HEAD_ROW = 5
#: Between a gesture and what Paraf stamps lie seconds, on either end of a paper's time.
_MINUTES_APART = 2
Cells = Mapping[str, Any]


def recomputed(folder: Path, books: Mapping[str, bytes]) -> dict[str, bytes]:
    """Workbooks as LibreOffice saves them, every formula computed anew."""
    source, target = folder / "taken-out", folder / "recomputed"
    source.mkdir(parents=True)
    for name, data in books.items():
        (source / f"{name}.xlsx").write_bytes(_without_results(data))
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
            "--convert-to", "xlsx", "--outdir", target, *sorted(source.iterdir()),
        ],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return {name: (target / f"{name}.xlsx").read_bytes() for name in books}


def _without_results(xlsx: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename.startswith("xl/worksheets/"):
                data = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", data)
            new.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def stale(name: str, before: bytes, after: bytes) -> Iterator[str]:
    """Formulas whose stored result is not what LibreOffice computes."""
    formulas = load_workbook(io.BytesIO(before))
    stored = load_workbook(io.BytesIO(before), data_only=True)
    fresh = load_workbook(io.BytesIO(after), data_only=True)
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                was = stored[sheet.title][cell.coordinate].value
                now = fresh[sheet.title][cell.coordinate].value
                if not _same(was, now):
                    yield f"{name}, {sheet.title}!{cell.coordinate}: stored {was}, computed {now}"


def _same(was: Any, now: Any) -> bool:
    if isinstance(was, int | float) and isinstance(now, int | float):
        return abs(was - now) < 1e-6
    return (was or "") == (now or "")


def year_differences(book: bytes, accounts: Accounts, names: Mapping[str, str]) -> Iterator[str]:
    """Where a recomputed yearly workbook differs from the accounts."""
    sheets = load_workbook(io.BytesIO(book), data_only=True)
    yield from _deliveries(list(_rows(sheets["Penyampaian"])), accounts, names)
    yield from _work(list(_rows(sheets["Rincian"])), accounts, names)
    late = [accounts.days_late(key) for key in accounts.received]
    expected = {
        "Permintaan data kepada unit": len(accounts.asked),
        "Data diterima tepat waktu": sum(not days for days in late),
        "Data diterima terlambat": sum(days > 0 for days in late),
        "Data belum diterima": len(accounts.asked) - len(accounts.received),
        "Hari kerja keterlambatan": sum(late),
        "Surat peringatan yang disampaikan": accounts.warned.total(),
        "Data yang dikembalikan untuk diperbaiki": accounts.returned.total(),
    }
    found = {row[0].value: row[1].value for row in sheets["Ringkasan"].iter_rows(_HEAD_ROW)}
    for label, count in expected.items():
        if found.get(label) != count:
            yield f"{label}: the report says {found.get(label)}, it was {count}"
    steps = sum(row["Pekerjaan selesai"] for row in _rows(sheets["Langkah"]))
    posts = sum(row["Pekerjaan selesai"] for row in _rows(sheets["Jabatan"]))
    if not steps == posts == len(accounts.work):
        yield f"papers dealt with: {steps} by step, {posts} by post, it was {len(accounts.work)}"


def _deliveries(rows: list[Cells], accounts: Accounts, names: Mapping[str, str]) -> Iterator[str]:
    found = {(row["Triwulan"], row["Unit"]): row for row in rows}
    if len(found) != len(accounts.asked):
        yield f"the report has {len(found)} deliveries, {len(accounts.asked)} were asked for"
    for key in accounts.asked:
        row = found.get((key[0], names[key[1]]))
        if row is None or key not in accounts.received:
            yield f"{key}: not in the report, or never received"
            continue
        expected = {
            "Terlambat (hari kerja)": accounts.days_late(key),
            "Peringatan": accounts.warned[key],
            "Pengembalian": accounts.returned[key],
            "Status": "terlambat" if accounts.days_late(key) else "tepat waktu",
        }
        for label, value in expected.items():
            if row[label] != value:
                yield f"{key}, {label}: the report says {row[label]}, it was {value}"
        due: datetime = row["Batas waktu"]
        if due.date() != accounts.days.due(accounts.asked[key].date()):
            yield f"{key}: the report says due {due.date()}"


def _work(rows: list[Cells], accounts: Accounts, names: Mapping[str, str]) -> Iterator[str]:
    done = [row for row in rows if row["Hasil"] in ("selesai", "dikembalikan")]
    if len(done) != len(accounts.work):
        yield f"the report has {len(done)} papers dealt with, there were {len(accounts.work)}"
    left = list(done)
    for work in accounts.work:
        same = [
            row
            for row in left
            if (row["Triwulan"], row["Langkah"], row["Kode naskah"], row["Unit"] or "")
            == (work.period, work.step, work.code, names.get(work.unit, ""))
            and (row["Hasil"] == "dikembalikan") == work.returned
            and abs(row["Selesai"] - work.ended.replace(tzinfo=None)) < timedelta(minutes=3)
        ]
        if not same:
            yield f"{work.period}, step {work.step} {work.unit}: not in the report"
            continue
        left.remove(same[0])
        minutes = accounts.days.minutes(work.began, work.ended)
        if abs(same[0]["Menit kerja"] - minutes) > _MINUTES_APART:
            yield (
                f"{work.period}, step {work.step} {work.unit}: the report says "
                f"{same[0]['Menit kerja']} minutes, it was {minutes:.0f}"
            )


def _rows(sheet: Any) -> Iterator[Cells]:
    heads = [cell.value for cell in sheet[_HEAD_ROW]]
    for row in sheet.iter_rows(_HEAD_ROW + 1, values_only=True):
        if row[0] is not None:
            yield dict(zip(heads, row, strict=True))


def spent_by(agreement: Path, units: frozenset[str]) -> Decimal:
    """What these units spent in all, from the agreement's ceilings and what they answer."""
    total = Decimal(0)
    book = load_workbook(agreement, data_only=True)
    for unit in units:
        for row in book[unit].iter_rows(values_only=True):
            texts = [str(each) for each in row if each is not None]
            codes = [text for text in texts if re.fullmatch(r"8\.01\.\d\d", text)]
            if codes:
                total += spent(codes[0], Decimal(texts[-1]))
    return total


def says(book: bytes, amount: Decimal) -> bool:
    """Whether a workbook has a cell with an amount."""
    sheets = load_workbook(io.BytesIO(book), data_only=True).worksheets
    return any(
        isinstance(value, int | float) and abs(Decimal(str(value)) - amount) < Decimal("0.5")
        for sheet in sheets
        for row in sheet.iter_rows(values_only=True)
        for value in row
    )
