"""Ready sentences that go into papers: footers, the recap's conclusions.

Wording: domain dossier 9.6 and 3.9. Arguments are text ready to print.
"""

import re
from collections.abc import Sequence

from pipeline.wording.indonesian import counted, listed

_PERCENT = "\N{NO-BREAK SPACE}%"
#: UU ITE's certified signature; never printed on what a local certificate signs (dossier 3.9).
FOOTER_BSRE = (
    "Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat elektronik yang "
    "diterbitkan oleh Balai Besar Sertifikasi Elektronik (BSrE), Badan Siber dan Sandi Negara "
    "(BSSN)."
)


def footer_internal(instansi: str) -> str:
    """The footer of a paper that a local certificate signs (dossier 3.9)."""
    return (
        f"Dokumen ini ditandatangani secara elektronik menggunakan sertifikat internal {instansi} "
        "(tanda tangan elektronik tidak tersertifikasi) dan berlaku untuk keperluan internal."
    )


_BSRE = re.compile(r"\bbsre\b|balai\s+(besar\s+)?sertifikasi\s+elektronik", re.IGNORECASE)
_CLAIM = re.compile(
    r"sertifikat\s+elektronik\s+yang\s+diterbitkan\b.{0,60}?(\bbsre\b|sertifikasi\s+elektronik)",
    re.IGNORECASE | re.DOTALL,
)


def speaks_of_bsre(text: str) -> bool:
    """Whether BSrE is mentioned at all."""
    return _BSRE.search(text) is not None


def claims_bsre(text: str) -> bool:
    """Whether a paper says that its signature rests on a certificate of BSrE, in any usual form."""
    return _CLAIM.search(text) is not None


def conclusion(periode: str, n_unit: int, belum: Sequence[str]) -> str:
    """The recap's first conclusion: all units are in, or which are not (dossier 9.6)."""
    if not belum:
        return (
            f"Seluruh unit, yaitu {counted(n_unit)} unit, telah menyampaikan data kinerja "
            f"{periode}."
        )
    masuk = n_unit - len(belum)
    return (
        f"Dari {counted(n_unit)} unit, {counted(masuk)} unit telah menyampaikan data dan "
        f"{counted(len(belum))} unit belum menyampaikan data, yaitu {listed(tuple(belum))}."
    )


def recap_basis(  # noqa: PLR0913 - the sentence has these gaps
    *,
    n_dinilai: int,
    n_indikator: int,
    n_unit: int,
    belum: Sequence[str],
    batas: str | None,
    tanpa_batas: str,
) -> str:
    """What the recap's means rest on: which indicators, how many units, the cap (dossier 4.3)."""
    n_masuk = n_unit - len(belum)
    if n_masuk == 0:
        return "Belum ada unit yang menyampaikan data, sehingga capaian belum dapat dihitung."
    of_all = "" if n_dinilai == n_indikator else f" dari {counted(n_indikator)}"
    said = (
        f"Rata-rata Badan dihitung dari {counted(n_dinilai)}{of_all} indikator, yaitu yang dapat "
        f"dinilai pada {counted(n_masuk)} unit."
    )
    if belum:
        said += (
            f" Indikator {listed(tuple(belum))} belum dapat dinilai karena datanya belum "
            "disampaikan."
        )
    if batas is not None:
        said += (
            f" Capaian setiap indikator diperhitungkan paling tinggi {batas}{_PERCENT}; tanpa "
            f"batas itu rata-rata Badan {tanpa_batas}{_PERCENT}."
        )
    return said


def spending_basis(*, belum: Sequence[str], persen: str, pagu_masuk: str, persen_masuk: str) -> str:
    """What the badan's serapan rests on while units owe their spending."""
    return (
        f"Pagu {listed(tuple(belum))} sesuai perjanjian kinerja termasuk dalam pagu Badan, "
        "sedangkan realisasinya belum dilaporkan; serapan Badan paling rendah "
        f"{persen}{_PERCENT}. Terhadap pagu unit yang telah menyampaikan data, yaitu {pagu_masuk}, "
        f"serapannya {persen_masuk}{_PERCENT}."
    )


def suggestion(belum: Sequence[str], terlambat: Sequence[str], *, ada_rendah: bool) -> str:
    """The recap's suggestion: what is left to do, if anything."""
    steps = []
    if belum:
        steps.append(
            f"Data kinerja {listed(tuple(belum))} perlu segera disampaikan sebagai data susulan."
        )
    if terlambat:
        late = listed(tuple(terlambat))
        steps.append(f"Data kinerja {late} pada periode berikutnya perlu disampaikan tepat waktu.")
    if ada_rendah:
        steps.append(
            "Indikator dengan capaian rendah atau belum terisi perlu dibahas tindak lanjutnya."
        )
    if not steps:
        return "Capaian kinerja dan ketepatan waktu perlu dipertahankan pada periode berikutnya."
    return " ".join(steps)
