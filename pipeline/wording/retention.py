"""Retention in words: what papers print of a rule, and who must approve what it leads to."""

from pipeline.domain.retention import ANRI_FROM_YEARS, Fate, Rule

#: Printed with every value that no regulation has fixed for this office.
AWAITING = "usulan, menunggu penetapan JRA"
#: Printed on every list of what is due.
NEVER_DELETES = (
    "Paraf hanya menyusun daftar usul dan tidak pernah menghapus arsip. Pemindahan, penyerahan, "
    "dan pemusnahan diputuskan oleh pejabat yang berwenang dan dibuktikan dengan berita acara."
)


def retention_words(rule: Rule) -> str:
    """How long a berkas is kept, as printed: ``aktif 2 tahun, inaktif 3 tahun, musnah``."""
    return f"aktif {rule.active} tahun, inaktif {rule.inactive} tahun, {fate_words(rule)}"


def fate_words(rule: Rule) -> str:
    """What becomes of a berkas in the end; a proposal says that it is one."""
    words = bare_fate_words(rule)
    return f"{words} ({AWAITING})" if rule.proposed else words


def bare_fate_words(rule: Rule) -> str:
    """What becomes of a berkas in the end, in the JRA's own words where it has some."""
    said = rule.remark
    if not said.casefold().startswith(rule.fate.casefold()):
        said = f"{rule.fate}; {said}" if said else rule.fate
    return said[:1].lower() + said[1:]


def basis_words(rule: Rule) -> str:
    """On which regulation it rests; a proposal never passes for one."""
    if rule.proposed:
        return f"belum ada; {AWAITING}" + (f" ({rule.basis})" if rule.basis else "")
    return rule.basis


def approval_words(rule: Rule) -> str:
    """Who has to agree before anything happens to it (dossier 8.3)."""
    if rule.fate is Fate.PERMANENT:
        return "Penyerahan kepada Lembaga kearsipan dengan berita acara dan daftar arsip"
    whose = "Kepala ANRI" if rule.years >= ANRI_FROM_YEARS else "Kepala Daerah"
    what = "Penilaian" if rule.fate is Fate.APPRAISED else "Penilaian dan pertimbangan"
    return f"{what} panitia penilai arsip; pemusnahan dengan persetujuan tertulis {whose}"
