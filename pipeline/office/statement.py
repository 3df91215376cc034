"""An answer about a file in formal Indonesian, for the printed report; pure."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, tzinfo

from pipeline.office.endurance import Moment, has_aged, what_holds
from pipeline.office.verification import Answer, SignatureAnswer
from pipeline.ports.report import CheckRow, Fact, PaperReport, SignatureRow, Tone
from pipeline.wording.indonesian import date_words, number
from pipeline.wording.moments import moment_words
from pipeline.wording.notes import sentences
from pipeline.wording.visible import visible

_VERDICTS = {
    "valid": (
        "SAH",
        "Dokumen ini diterbitkan oleh kantor ini, utuh, dan lengkap paraf serta tanda tangannya.",
        Tone.GOOD,
    ),
    "incomplete": (
        "BELUM LENGKAP",
        "Dokumen ini diterbitkan oleh kantor ini, tetapi paraf atau tanda tangannya belum lengkap.",
        Tone.OPEN,
    ),
    "refused": (
        "TIDAK DAPAT DITERIMA",
        "Dokumen ini tidak memenuhi syarat; alasannya diterangkan di bawah ini.",
        Tone.BAD,
    ),
    "unknown": (
        "TIDAK DIKENAL",
        "Asal dokumen ini tidak dapat dinyatakan; alasannya diterangkan di bawah ini.",
        Tone.BAD,
    ),
}
_UNSIGNED = "Dokumen ini diterbitkan oleh kantor ini dan utuh. Naskah ini tidak ditandatangani."
_KINDS = {"paraf": "Paraf", "ttd": "Tanda tangan", None: "Tanda tangan"}
_YES, _NO, _UNKNOWN = "Ya", "Tidak", "Tidak dapat dipastikan"

#: Also the line for whatever no other line names.
_NOTHING_ELSE = "Selain paraf dan tanda tangan tidak ada yang ditambah atau diubah"

#: What a paper of ours is examined for, each with the codes that speak against it, in the order of
#: the examination: bytes, structure, then everything else at once (decision 0005).
_STAGES: tuple[tuple[tuple[str, frozenset[str]], ...], ...] = (
    (
        ("Naskah dikenal dalam register kantor ini", frozenset()),
        ("Isi yang diterbitkan tidak berubah satu bita pun", frozenset({"P30"})),
        ("Penambahan pada berkas wajar ukurannya", frozenset({"P31"})),
    ),
    (("Berkas hanya dapat dibaca dengan satu cara", frozenset({"P01", "P32", "P33", "P47"})),),
    (
        ("Naskah masih berlaku: versi terakhir, tidak ditarik", frozenset({"S02", "S08"})),
        (_NOTHING_ELSE, frozenset({"P35", "P38", "P39", "P46"})),
        ("Urutan paraf dan tanda tangan sesuai", frozenset({"P34", "P36", "P48"})),
        ("Setiap tanda tangan cocok dengan isi yang dicakupnya", frozenset({"P37", "P41", "P45"})),
        (
            "Setiap sertifikat terdaftar untuk jabatannya pada saat penandatanganan",
            frozenset({"P40"}),
        ),
        (
            "Setiap sertifikat berlaku, tepercaya, dan diperuntukkan bagi tanda tangan",
            frozenset({"P42", "P43", "P44"}),
        ),
    ),
)


def paper_report(
    name: str, data: bytes, answer: Answer, titles: dict[str, str], at: Moment
) -> PaperReport:
    """The part of a report that is about one file.

    Args:
        name: What the file is called.
        data: The file.
        answer: What was found out about it.
        titles: The posts' titles as printed.
        at: From when it is looked at, and in which zone times are told.
    """
    verdict, explanation, tone = _VERDICTS[answer.verdict]
    if answer.verdict == "valid" and not answer.signatures:
        explanation = _UNSIGNED
    return PaperReport(
        file=visible(name),
        verdict=verdict,
        explanation=explanation,
        tone=tone,
        facts=tuple(_facts(data, answer)),
        signatures=tuple(_row(each, titles, at) for each in answer.signatures),
        checks=tuple(_checks(answer)),
        reasons=tuple(_reasons(answer, at.zone)),
    )


def _facts(data: bytes, answer: Answer) -> list[Fact]:
    facts = []
    if answer.document:
        facts.append(Fact(name="Naskah", value=answer.title))
        facts.append(Fact(name="Nomor", value=answer.nomor or "–"))
        if answer.dated:
            facts.append(Fact(name="Tanggal", value=date_words(answer.dated)))
        facts.append(Fact(name="Kode dokumen", value=answer.document, is_code=True))
    facts.append(Fact(name="Ukuran berkas", value=f"{number(len(data))} bita"))
    digest = hashlib.sha256(data).hexdigest()
    facts.append(Fact(name="Sidik jari (SHA-256)", value=grouped(digest), is_code=True))
    return facts


def grouped(digest: str) -> str:
    """A digest in groups of eight, so that two of them can be compared by eye."""
    return " ".join(digest[place : place + 8] for place in range(0, len(digest), 8))


def _row(each: SignatureAnswer, titles: dict[str, str], at: Moment) -> SignatureRow:
    zone = at.zone
    remark, tone = _fit(each)
    return SignatureRow(
        kind=_KINDS[each.kind],
        post=titles.get(each.post, ""),
        holder=visible(each.holder),
        capacity=each.capacity,
        signed_at=_moment(each.moment, zone),
        level=f"PAdES {each.level}" if each.level.startswith("B-") else each.level,
        proof=_proof(each, zone),
        holds=_what_holds(each, at),
        certificate=visible(each.subject),
        fingerprint=grouped(each.certificate_sha256),
        remark=remark,
        tone=tone,
    )


def _proof(each: SignatureAnswer, zone: tzinfo) -> str:
    if each.held_at is None:
        return ""
    until = each.proof_until
    end = f"; dapat diperiksa sampai {date_words(until.date())}" if until else ""
    return f"oleh berkas ini sendiri, pada {_moment(each.held_at, zone)}{end}"


def _what_holds(each: SignatureAnswer, at: Moment) -> tuple[str, ...]:
    found = what_holds(each.fact, each.capacity or each.holder, at)
    if not has_aged(each.fact, found, at.now):
        return ()
    return tuple(" ".join(sentences(one, at.zone)) for one in found)


def _fit(each: SignatureAnswer) -> tuple[str, Tone]:
    if not each.is_intact:
        return "Tidak cocok dengan isi dokumen", Tone.BAD
    if each.covers_whole_file:
        return "Cocok dengan isi dokumen; mencakup seluruh berkas", Tone.GOOD
    return "Cocok dengan isi dokumen sampai saat ditandatangani", Tone.GOOD


def _moment(moment: datetime | None, zone: tzinfo) -> str:
    return moment_words(moment, zone) if moment else "tidak dinyatakan"


def _checks(answer: Answer) -> list[CheckRow]:
    if answer.document is None:
        return _checks_of_stranger(answer)
    found = {finding.code for finding in answer.findings}
    named = frozenset().union(*(codes for stage in _STAGES for _, codes in stage))
    rows, is_open = [], True
    for stage in _STAGES:
        for text, codes in stage:
            against = found & codes
            if text == _NOTHING_ELSE:
                against |= found - named
            rows.append(_check(text, against, is_open=is_open))
        is_open = is_open and not any(found & codes for _, codes in stage)
    if answer.verdict == "incomplete":
        rows.append(
            CheckRow(text="Semua paraf dan tanda tangan ada", result="Belum", tone=Tone.OPEN)
        )
    return rows


def _check(text: str, against: set[str], *, is_open: bool) -> CheckRow:
    """One line; what comes after a failed stage was not looked at any more."""
    if against:
        return CheckRow(text=text, result=_NO, tone=Tone.BAD)
    if not is_open:
        return CheckRow(text=text, result=_UNKNOWN, tone=Tone.OPEN)
    return CheckRow(text=text, result=_YES, tone=Tone.GOOD)


def _checks_of_stranger(answer: Answer) -> list[CheckRow]:
    codes = {finding.code for finding in answer.findings}
    text = "Naskah dikenal dalam register kantor"
    rows = [CheckRow(text=text, result=_NO, tone=Tone.BAD)]
    if "P66" in codes:
        rows = [CheckRow(text=text, result=_UNKNOWN, tone=Tone.OPEN)]
    signatures: Sequence[SignatureAnswer] = answer.signatures
    if signatures:
        intact = {"P41"} if not all(each.is_intact for each in signatures) else set[str]()
        whole = set[str]() if signatures[-1].covers_whole_file else {"P38"}
        rows.append(
            _check("Setiap tanda tangan cocok dengan isi yang dicakupnya", intact, is_open=True)
        )
        rows.append(_check("Tanda tangan terakhir mencakup seluruh berkas", whole, is_open=True))
        text = "Penanda tangan berwenang"
        rows.append(CheckRow(text=text, result=_UNKNOWN, tone=Tone.OPEN))
    return rows


def _reasons(answer: Answer, zone: tzinfo) -> list[str]:
    found = []
    for finding in answer.findings:
        what, why, _ = sentences(finding, zone)
        found.append(visible(f"{what} {why} (Kode: {finding.code})"))
    return found
