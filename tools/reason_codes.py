"""Writes docs/kode-alasan.md: every reason of the catalogue, for the telephone and the manual.

``python -m tools.reason_codes`` (``make reasons``) writes it; a test of the house fails when it is
stale. Gaps stand as ‹nama›, since a note fills them with what it found.
"""

import re
from pathlib import Path

from pipeline.reasons.catalogue import REASONS, ROOMS
from pipeline.reasons.reason import Reason

PAGE = Path(__file__).parents[1] / "docs" / "kode-alasan.md"
_HEAD = """# Kode alasan

Setiap catatan yang diletakkan Paraf di inbox diakhiri dengan kode. Halaman ini memuat seluruh kode
beserta arti, sebab, dan tindak lanjutnya; kode T menjelaskan gangguan yang disebut papan status.
Kata di antara ‹ › diganti dengan keterangan berkas yang bersangkutan.

Halaman ini dibuat dari katalog alasan dengan perintah `make reasons`; jangan disunting langsung.
"""
_GAP = re.compile(r"\{(\w+)\}")


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")
    print(f"{PAGE.name}: {len(REASONS)} codes")


def page() -> str:
    """The page as it must stand."""
    return _HEAD + "".join(_section(title, reasons) for title, reasons in ROOMS)


def _section(title: str, catalogue: tuple[Reason, ...]) -> str:
    lines = [f"\n## {title}\n", "| Kode | Apa | Mengapa | Tindak lanjut |", "|---|---|---|---|"]
    lines += [
        f"| {each.code} | {_cell(each.what)} | {_cell(each.why)} | {_cell(each.do)} |"
        for each in sorted(catalogue, key=lambda reason: reason.code)
    ]
    return "\n".join(lines) + "\n"


def _cell(sentence: str) -> str:
    return _GAP.sub(r"‹\1›", sentence).replace("|", "\\|")


if __name__ == "__main__":
    main()
