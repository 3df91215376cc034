"""One invented, complete paper for each template: for trial rendering and for looking at it.

Figures are the dossier's invented example (4.5); the offices and people are in ``sample_office``.
"""

from collections.abc import Mapping
from types import MappingProxyType

from pipeline.wording.papers import sample_office as office
from pipeline.wording.papers.addendum_sample import recap_addendum
from pipeline.wording.papers.forms import (
    BerkasDiterima,
    LembarDisposisi,
    LembarPenutupan,
    TandaTerima,
    UnitBelumMenyampaikan,
)
from pipeline.wording.papers.letters import (
    BarisAnggaran,
    NotaDinasPengantar,
    SuratPeringatan,
    SuratPermintaan,
)
from pipeline.wording.papers.parts import (
    NOMOR_MENYUSUL,
    TANGGAL_MENYUSUL,
    Paper,
    Pejabat,
    PemberiParaf,
    Penandatangan,
    Pilihan,
)
from pipeline.wording.papers.reports import (
    BeritaAcara,
    DaftarIsiBerkas,
    LaporanRekapitulasi,
)
from pipeline.wording.papers.yearly_sample import yearly_report
from pipeline.wording.sentences import recap_basis, spending_basis, suggestion


def _surat_permintaan() -> SuratPermintaan:
    return SuratPermintaan(
        **office.COMMON,
        footer_tte=office.FOOTER,
        nomor=NOMOR_MENYUSUL,
        tanggal=TANGGAL_MENYUSUL,
        sifat="Segera",
        lampiran="1 (satu) berkas",
        periode=office.PERIODE,
        penandatangan=office.KEPALA_BADAN,
        paraf=(office.PARAF_SEKRETARIS,),
        tembusan=("Pertinggal",),
        penerima=(
            "Sekretaris Badan Kesatuan Bangsa dan Politik",
            f"Kepala {office.UNITS[1].nama}",
            "Kepala Bidang Politik Dalam Negeri dan Organisasi Kemasyarakatan",
            f"Kepala {office.BIDANG_III}",
        ),
        nomor_sop=office.NOMOR_SOP,
        pengumpul="Kepala Subbagian Tata Usaha",
        batas="Rabu, 7 Oktober 2026",
        peringatan="Senin, 12 Oktober 2026",
    )


def _surat_peringatan() -> SuratPeringatan:
    return SuratPeringatan(
        **office.COMMON,
        footer_tte=office.FOOTER,
        nomor="000.8.6.3 / 18 / KBL / X / 2026",
        tanggal="15 Oktober 2026",
        sifat="Penting",
        lampiran="1 (satu) berkas",
        periode=office.PERIODE,
        penandatangan=office.KEPALA_BADAN,
        paraf=(
            PemberiParaf(jabatan="Kepala Subbagian Tata Usaha", kolom="ParafKasubbagTu"),
            office.PARAF_SEKRETARIS,
        ),
        tembusan=("Sekretaris Badan Kesatuan Bangsa dan Politik",),
        penerima=f"Kepala {office.BIDANG_III}",
        unit=office.BIDANG_III,
        peringatan_ke="2",
        nomor_permintaan=office.NOMOR_PERMINTAAN,
        tanggal_permintaan="1 Oktober 2026",
        nomor_sebelumnya="000.8.6.3 / 15 / KBL / X / 2026",
        tanggal_sebelumnya="12 Oktober 2026",
        batas_sebelumnya="Rabu, 14 Oktober 2026",
        diperiksa="Kamis, 15 Oktober 2026 pukul 09.05 WIB",
        batas="Rabu, 7 Oktober 2026",
        pengumpul="Kepala Subbagian Tata Usaha",
        batas_baru="Senin, 19 Oktober 2026",
    )


def _nota_dinas_pengantar() -> NotaDinasPengantar:
    return NotaDinasPengantar(
        **office.COMMON,
        footer_tte=office.FOOTER,
        yth="Kepala Subbagian Tata Usaha",
        dari=f"Kepala {office.BIDANG_III}",
        tembusan="Sekretaris Badan Kesatuan Bangsa dan Politik",
        tanggal="7 Oktober 2026",
        nomor="000.8.6.3 / 04 / KBL.3 / X / 2026",
        sifat="Segera",
        lampiran="3 (tiga) berkas",
        unit=office.BIDANG_III,
        periode=office.PERIODE,
        nomor_permintaan=office.NOMOR_PERMINTAAN,
        tanggal_permintaan="1 Oktober 2026",
        n_indikator="4",
        n_terisi="4",
        rata_capaian="71,92",
        predikat="Sedang",
        realisasi="Rp 358.610.000",
        pagu="Rp 512.300.000",
        persen_serapan="70,00",
        catatan_belum="bukti dukung indikator nomor 2",
        tanggal_susulan="14 Oktober 2026",
        penandatangan=Penandatangan(
            jabatan=f"Kepala {office.BIDANG_III}",
            nama="Togar Contoh Sinaga, S.H.",
            pangkat="Pembina",
            nip="19780601 200501 1 005",
            kolom="TtdKabidKewaspadaan",
        ),
        indikator=office.INDIKATOR,
        penjelasan=office.PENJELASAN,
        anggaran=(
            BarisAnggaran(
                kode="8.01.06",
                program="Peningkatan Kewaspadaan Nasional dan Peningkatan Kualitas dan "
                "Fasilitasi Penanganan Konflik Sosial",
                pagu="512.300.000",
                realisasi="358.610.000",
                persen="70,00",
                fisik="72,50",
                keterangan="Sesuai anggaran kas",
            ),
        ),
        jumlah_anggaran=BarisAnggaran(
            kode="",
            program="Jumlah",
            pagu="512.300.000",
            realisasi="358.610.000",
            persen="70,00",
            fisik="",
            keterangan="",
        ),
        bukti=("Rekap laporan deteksi dini.pdf", "Daftar hadir rapat FKDM.pdf"),
    )


def _lembar_disposisi() -> LembarDisposisi:
    return LembarDisposisi(
        **office.COMMON,
        footer_tte="",
        surat_dari="-",
        tanggal_terima="1 Oktober 2026",
        nomor_surat="-",
        nomor_agenda="001",
        tanggal_surat="-",
        sifat=(
            Pilihan(teks="Sangat Segera"),
            Pilihan(teks="Segera", dipilih=True),
            Pilihan(teks="Rahasia"),
        ),
        hal=f"Pengumpulan Data Kinerja {office.PERIODE}",
        dasar=f"SOP Pengumpulan Data Kinerja Nomor {office.NOMOR_SOP}",
        tujuan=(
            Pilihan(teks="Kepala Subbagian Tata Usaha", dipilih=True),
            Pilihan(teks="." * 30),
            Pilihan(teks="." * 30),
        ),
        harapan=(
            Pilihan(teks="Tanggapan dan saran"),
            Pilihan(teks="Proses lebih lanjut", dipilih=True),
            Pilihan(teks="Koordinasikan/konfirmasikan"),
            Pilihan(teks="Arsipkan"),
        ),
        isi_disposisi="Agar disiapkan surat permintaan pengumpulan data kinerja "
        f"{office.PERIODE} kepada masing-masing bidang dan Sekretariat. Konsep surat "
        "disampaikan kepada saya untuk diparaf.",
        catatan="-",
        batas_waktu="1 Oktober 2026",
        jabatan_pemberi="Sekretaris",
        paraf="(dicatat saat diserahkan)",
        tanggal_paraf="(dicatat saat diserahkan)",
    )


def _tanda_terima() -> TandaTerima:
    return TandaTerima(
        **office.COMMON,
        footer_tte="",
        penyerah=f"Kepala {office.BIDANG_III}",
        unit=office.BIDANG_III,
        periode=office.PERIODE,
        n_berkas="3 (tiga)",
        berkas=(
            BerkasDiterima(
                nomor="1",
                nama="Data Kinerja Bidang III.xlsx",
                ukuran="24,6 kB",
                sha256="9f86d081 884c7d65",
            ),
            BerkasDiterima(
                nomor="2",
                nama="Rekap laporan deteksi dini.pdf",
                ukuran="1,2 MB",
                sha256="60303ae2 2b998861",
            ),
            BerkasDiterima(
                nomor="3",
                nama="Daftar hadir rapat FKDM.pdf",
                ukuran="312 kB",
                sha256="fd61a03a f4f77d87",
            ),
        ),
        hari="Rabu",
        tanggal="7 Oktober 2026",
        jam="10.15",
        status="Tepat waktu",
        kode_pemeriksaan="9f86d081 884c7d65 9a2feaa0 c55ad015",
        penerima=Penandatangan(
            jabatan="Kepala Subbagian Tata Usaha",
            nama="Hendra Contoh Saragih, S.E.",
            pangkat="Penata Tingkat I",
            nip="19820315 200604 1 003",
            catatan="Diterbitkan otomatis pada saat data diterima dan dicatat dalam buku "
            "kerja elektronik; tidak memerlukan tanda tangan.",
        ),
    )


def _lembar_penutupan() -> LembarPenutupan:
    return LembarPenutupan(
        **office.COMMON,
        footer_tte="",
        periode=office.PERIODE,
        hari="Kamis",
        tanggal="15 Oktober 2026",
        jam="07.30",
        n_unit="4 (empat)",
        n_masuk="3 (tiga)",
        n_belum="1 (satu)",
        belum=(
            UnitBelumMenyampaikan(
                nomor="1",
                unit=office.BIDANG_III,
                penanggung_jawab=f"Kepala {office.BIDANG_III}",
                batas_waktu="7 Oktober 2026",
                peringatan="000.8.6.3 / 15 / KBL / X / 2026, 12 Oktober 2026",
            ),
        ),
        alasan="(tulis alasan penutupan di sini)",
        jabatan_penutup=office.KASUBBAG_TU.jabatan,
        nama_penutup=office.KASUBBAG_TU.nama,
        nip_penutup=office.KASUBBAG_TU.nip,
        penerima_laporan="Sekretaris",
    )


def _laporan_rekapitulasi() -> LaporanRekapitulasi:
    return LaporanRekapitulasi(
        **office.COMMON,
        footer_tte=office.FOOTER,
        nomor="000.8.6.3 / 16 / KBL / X / 2026",
        periode=office.PERIODE,
        yth="Sekretaris Badan Kesatuan Bangsa dan Politik",
        nomor_sop=office.NOMOR_SOP,
        nomor_permintaan=office.NOMOR_PERMINTAAN,
        tanggal_permintaan="1 Oktober 2026",
        n_unit="4 (empat)",
        tanggal_distribusi="1 Oktober 2026",
        tanggal_batas="7 Oktober 2026",
        units=office.UNITS,
        badan=office.BADAN,
        n_tepat="2 (dua)",
        n_terlambat="1 (satu)",
        n_belum="1 (satu)",
        catatan_capaian=recap_basis(
            n_dinilai=11,
            n_indikator=16,
            n_unit=4,
            belum=[office.BIDANG_III],
            batas="100",
            tanpa_batas="96,40",
        ),
        total_realisasi="Rp 5.177.708.400",
        total_pagu="Rp 7.553.400.000",
        persen="68,55",
        catatan_anggaran=spending_basis(
            belum=[office.BIDANG_III],
            persen="68,55",
            pagu_masuk="Rp 7.041.100.000",
            persen_masuk="73,54",
        ),
        rendah=office.RENDAH,
        belum_terisi=office.BELUM_TERISI,
        tren_periode=office.TREN_PERIODE,
        tren=office.TREN,
        tren_badan=office.TREN_BADAN,
        tren_serapan=office.TREN_SERAPAN,
        catatan_tren="Baris Badan dan serapan tidak memuat Bidang III, yang datanya tidak ada pada "
        "kedua triwulan terakhir, agar yang dibandingkan adalah unit yang sama.",
        judul_grafik=f"Rata-rata capaian kinerja tiap unit, {office.PERIODE}",
        judul_grafik_tren="Capaian kinerja dan serapan anggaran Badan, Triwulan III 2025 sampai "
        "dengan Triwulan III 2026",
        simpulan="Dari 4 (empat) unit, 3 (tiga) unit telah menyampaikan data dan 1 (satu) "
        f"unit belum menyampaikan data, yaitu {office.BIDANG_III}.",
        saran=suggestion([office.BIDANG_III], [], ada_rendah=True),
        tanggal="15 Oktober 2026",
        penandatangan=office.KASUBBAG_TU,
        lampiran=("Rekapitulasi Data Kinerja Triwulan III 2026.xlsx",),
    )


def _daftar_isi_berkas() -> DaftarIsiBerkas:
    return DaftarIsiBerkas(
        **office.COMMON,
        footer_tte="",
        nomor_berkas="001",
        judul=f"Pengumpulan Data Kinerja {office.PERIODE}",
        kode_klasifikasi="000.8.6.3",
        nama_klasifikasi="Akuntabilitas Kinerja Instansi Pemerintah",
        unit_pengolah="Sekretariat",
        kurun_waktu="1 s.d. 16 Oktober 2026",
        retensi="Aktif 2 tahun, inaktif 3 tahun, musnah",
        item=office.ITEMS,
        n_item="9 (sembilan)",
        tanggal="16 Oktober 2026",
        penyusun=Pejabat(
            jabatan="Pelaksana pada Subbagian Tata Usaha",
            nama="Dewi Contoh Purba, A.Md.",
            pangkat="Pengatur Tingkat I",
            nip="19910707 201503 2 006",
        ),
    )


def _berita_acara() -> BeritaAcara:
    return BeritaAcara(
        **office.COMMON,
        footer_tte=office.FOOTER,
        nomor="000.8.6.3 / 02 / KBL / X / 2026",
        periode=office.PERIODE,
        hari="Jumat",
        tanggal_terbilang="enam belas",
        bulan="Oktober",
        tahun_terbilang="dua ribu dua puluh enam",
        kesatu=office.KASUBBAG_TU,
        kedua=Penandatangan(
            jabatan="Pelaksana pada Subbagian Tata Usaha",
            nama="Dewi Contoh Purba, A.Md.",
            pangkat="Pengatur Tingkat I",
            nip="19910707 201503 2 006",
            kolom="TtdJapelTu",
        ),
        mengetahui=Penandatangan(
            jabatan=office.SEKRETARIS.jabatan,
            nama=office.SEKRETARIS.nama,
            pangkat=office.SEKRETARIS.pangkat,
            nip=office.SEKRETARIS.nip,
            kolom="TtdSekretaris",
        ),
        kode_klasifikasi="000.8.6.3",
        nama_klasifikasi="Akuntabilitas Kinerja Instansi Pemerintah",
        judul_berkas=f"Pengumpulan Data Kinerja {office.PERIODE}",
        nomor_berkas="001",
        n_item="9 (sembilan)",
        n_halaman="31",
        aktif="2 (dua)",
        inaktif="3 (tiga)",
        nasib_akhir="musnah",
        lokasi="Arsip elektronik Sekretariat, folder archive/2026",
        jejak="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        jejak_urutan="214",
        manifest_isi="2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
        n_file="17",
    )


#: Template name -> its sample.
SAMPLES: Mapping[str, Paper] = MappingProxyType(
    {
        "surat-permintaan": _surat_permintaan(),
        "surat-peringatan": _surat_peringatan(),
        "nota-dinas-pengantar": _nota_dinas_pengantar(),
        "lembar-disposisi": _lembar_disposisi(),
        "tanda-terima": _tanda_terima(),
        "lembar-penutupan": _lembar_penutupan(),
        "laporan-rekapitulasi": _laporan_rekapitulasi(),
        "addendum-rekapitulasi": recap_addendum(),
        "daftar-isi-berkas": _daftar_isi_berkas(),
        "berita-acara": _berita_acara(),
        "laporan-tahunan": yearly_report(),
    }
)
