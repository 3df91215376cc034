"""Ready sentences and sample papers say what the dossier words."""

import dataclasses

from pipeline.wording import sentences
from pipeline.wording.papers import PAPERS, PemberiParaf, SuratPermintaan
from pipeline.wording.papers.samples import SAMPLES

PERIOD = "Triwulan III Tahun 2026"


def test_every_template_has_a_sample_of_its_own_paper():
    assert {name: type(sample) for name, sample in SAMPLES.items()} == dict(PAPERS)


def test_the_fields_of_a_paper_follow_its_chain_of_paraf():
    sample = SAMPLES["surat-permintaan"]
    assert isinstance(sample, SuratPermintaan)
    chain = (
        PemberiParaf(jabatan="Kepala Subbagian Tata Usaha", kolom="ParafKasubbagTu"),
        *sample.paraf,
    )
    longer = dataclasses.replace(sample, paraf=chain)
    assert longer.bookmarks() == {"ParafKasubbagTu", "ParafSekretaris", "TtdKepalaBadan"}
    unsigned = dataclasses.replace(SAMPLES["tanda-terima"])
    assert unsigned.bookmarks() == frozenset()


def test_the_conclusion_counts_and_names_who_is_missing():
    everyone = sentences.conclusion(PERIOD, 4, [])
    assert (
        everyone == f"Seluruh unit, yaitu 4 (empat) unit, telah menyampaikan data kinerja {PERIOD}."
    )
    assert sentences.conclusion(PERIOD, 4, ["Bidang II", "Bidang III"]) == (
        "Dari 4 (empat) unit, 2 (dua) unit telah menyampaikan data dan 2 (dua) unit belum "
        "menyampaikan data, yaitu Bidang II dan Bidang III."
    )


def test_the_suggestion_fits_what_is_left_to_do():
    assert "dipertahankan" in sentences.suggestion([], [], ada_rendah=False)
    assert sentences.suggestion(["Bidang III"], [], ada_rendah=False) == (
        "Data kinerja Bidang III perlu segera disampaikan sebagai data susulan."
    )
    every = sentences.suggestion(["Bidang III"], ["Bidang I", "Bidang II"], ada_rendah=True)
    assert every == (
        "Data kinerja Bidang III perlu segera disampaikan sebagai data susulan. Data kinerja "
        "Bidang I dan Bidang II pada periode berikutnya perlu disampaikan tepat waktu. Indikator "
        "dengan capaian rendah atau belum terisi perlu dibahas tindak lanjutnya."
    )


def test_the_recap_says_what_its_means_rest_on():
    facts = {
        "n_dinilai": 16, "n_indikator": 16, "n_unit": 4, "belum": (), "batas": "100",
        "tanpa_batas": "92,51",
    }  # fmt: skip
    whole = sentences.recap_basis(**facts)
    assert "16 (enam belas) indikator" in whole
    assert "tanpa batas itu rata-rata Badan 92,51\N{NO-BREAK SPACE}%." in whole
    assert "belum" not in whole
    assert "batas" not in sentences.recap_basis(**facts | {"batas": None})
    three = sentences.recap_basis(**facts | {"n_dinilai": 12, "belum": ["Bidang III"]})
    assert "12 (dua belas) dari 16 (enam belas) indikator" in three
    assert "Indikator Bidang III belum dapat dinilai" in three
    nobody = sentences.recap_basis(**facts | {"belum": ["A", "B", "C", "D"]})
    assert "belum dapat dihitung" in nobody


def test_the_recap_says_what_its_serapan_rests_on():
    said = sentences.spending_basis(
        belum=["Bidang III"], persen="86,85", pagu_masuk="Rp 7.041.100.000", persen_masuk="93,17"
    )
    assert "realisasinya belum dilaporkan; serapan Badan paling rendah 86,85" in said
    assert "yaitu Rp 7.041.100.000, serapannya 93,17" in said


def test_a_local_certificate_never_speaks_of_bsre():
    assert "BSrE" not in sentences.footer_internal("Badan Kesatuan Bangsa dan Politik")
    assert "BSrE" in sentences.FOOTER_BSRE
