"""An invented yearly report, for trial rendering and for looking at it."""

from pipeline.wording.papers import sample_office as office
from pipeline.wording.papers.yearly import (
    BarisJabatan,
    BarisLangkah,
    BarisPenyampaian,
    BarisSiklus,
    BarisTerkumpul,
    DataTriwulan,
    LaporanTahunan,
)


def yearly_report() -> LaporanTahunan:
    """A year of which one quarter still runs."""
    source = (
        "Dihitung Jumat, 29 Januari 2027 pukul 09.00 WIB dari buku catatan Paraf sampai dengan "
        "catatan ke-841 (SHA-256 9f86d081884c7d65...)"
    )
    return LaporanTahunan(
        **(office.COMMON | {"kode": source}),
        footer_tte="",
        tahun="2026",
        nomor_sop=office.NOMOR_SOP,
        n_siklus="4",
        tanggal="29 Januari 2027",
        sumber=source,
        ringkasan=(
            "Data diminta 16 kali: 13 diterima tepat waktu, 2 terlambat, dan 1 belum diterima.",
            (
                "Keterlambatan seluruhnya 9 hari kerja; surat peringatan disampaikan 2 kali; data "
                "dikembalikan untuk diperbaiki 3 kali."
            ),
            (
                "Dari 56 pekerjaan yang standar waktunya ditetapkan SOP, 49 (87,5 %) selesai dalam "
                "standar dan 7 melewatinya."
            ),
        ),
        penyampaian=tuple(
            BarisPenyampaian(
                unit=unit.nama,
                tw1="tepat waktu",
                tw2="terlambat 3 hari kerja" if place == 2 else "tepat waktu",
                tw3="terlambat 4 hari kerja" if place == 3 else "tepat waktu",
                tw4="belum, lewat 2 hari kerja" if place == 3 else "tepat waktu",
                tepat="2 dari 4" if place == 3 else "3 dari 4" if place == 2 else "4 dari 4",
                hari=("0", "0", "3", "6")[place],
                peringatan=("0", "0", "1", "1")[place],
                pengembalian=("1", "0", "2", "0")[place],
            )
            for place, unit in enumerate(office.UNITS)
        ),
        terkumpul=tuple(
            BarisTerkumpul(
                unit=unit.nama,
                tw1=DataTriwulan(terisi="4/4", bukti="3", capaian="97,25", serapan="18,40"),
                tw2=DataTriwulan(terisi="4/4", bukti="0", capaian="95,10", serapan="41,75"),
                tw3=DataTriwulan(terisi="3/4", bukti="1", capaian="92,51", serapan="66,40"),
                tw4=DataTriwulan(terisi="-", bukti="-", capaian="-", serapan="-")
                if place == 3
                else DataTriwulan(terisi="4/4", bukti="2", capaian="100,00", serapan="94,12"),
            )
            for place, unit in enumerate(office.UNITS)
        ),
        langkah=(
            BarisLangkah(
                no="3",
                kegiatan="Membuat surat permintaan pengumpulan data kinerja untuk diparaf "
                "Sekretaris",
                pelaksana="Japel",
                standar="45 menit",
                kali="5",
                tengah="31 menit",
                terlama="2 jam 10 menit",
                dalam="4 dari 5",
            ),
            BarisLangkah(
                no="8",
                kegiatan="Menghimpun data kinerja yang ada pada bidangnya dan meneruskan kepada "
                "Kabid",
                pelaksana="Japel",
                standar="4 hari kerja",
                kali="18 (+1 menunggu)",
                tengah="2 hari 4 jam kerja",
                terlama="8 hari 1 jam kerja",
                dalam="15 dari 18",
            ),
            BarisLangkah(
                no="8a",
                kegiatan="Menerima data kinerja dari Japel, memeriksa kelengkapannya, dan "
                "menyerahkannya kepada Kasubbag TU",
                pelaksana="Kabid",
                standar="belum ditetapkan",
                kali="18",
                tengah="24 menit",
                terlama="5 jam 2 menit",
                dalam="-",
            ),
        ),
        jabatan=(
            BarisJabatan(
                jabatan="Sekretaris Badan Kesatuan Bangsa dan Politik",
                kali="22",
                dikembalikan="1",
                tengah="9 menit",
                terlama="1 hari 2 jam kerja",
                dalam="11 dari 12",
            ),
            BarisJabatan(
                jabatan="Kepala Subbagian Tata Usaha",
                kali="24",
                dikembalikan="0",
                tengah="12 menit",
                terlama="3 jam 20 menit",
                dalam="8 dari 8",
            ),
        ),
        siklus=tuple(
            BarisSiklus(
                periode=f"Triwulan {quarter} 2026",
                dibuka=f"01-{month}-2026 07.30",
                didistribusikan=f"01-{month}-2026 09.04",
                lengkap=f"09-{month}-2026 14.21",
                diterima=f"10-{month}-2026 10.05",
                diberkaskan=f"10-{month}-2026 13.40",
                lama="7 hari kerja",
                dalam="17 dari 19",
            )
            for quarter, month in (("I", "04"), ("II", "07"), ("III", "10"))
        ),
    )
