"""Names that a file may have and that something, somewhere, takes for something else.

All can exist on a Linux disk; those that Paraf ignores by design (``.x``, ``~$x``) are not here.
"""

import os
import unicodedata

WINDOWS = [
    *("CON", "con.txt", "PRN.docx", "AUX", "NUL", "NUL.pdf", "nul.tar.gz", "CONIN$", "CONOUT$"),
    *("COM1", "COM9.pdf", "COM¹", "com².txt", "COM0.x", "LPT1", "LPT³.docx", "CLOCK$"),
    *("surat.pdf.", "surat.pdf..", "surat.pdf ", "surat .pdf ", " surat.pdf", "   "),
    *("a:b", "surat.pdf:Zone.Identifier", "C:surat.pdf", "C:\\Windows\\x.dll", "a\\b.pdf"),
    *(
        "x..\\..\\x.pdf",
        "\\\\server\\share\\x.pdf",
        'kutip"dua.pdf',
        "a<b>.pdf",
        "a|b.pdf",
        "a?b*.pdf",
    ),
    *("SURAT~1.PDF", "%PATH%.pdf", "%2e%2e%2fx.pdf", "$Recycle.Bin", "file.lnk", "x.scf", "a.url"),
]
SHELL = [
    *("-rf", "--help", "-", "--", "-x.pdf", "~", "~root", "~.pdf", "!!.pdf", "#x.pdf", "&x.pdf"),
    *("$(reboot).pdf", "`reboot`.pdf", "${HOME}.pdf", "; rm -rf x.pdf", "| cat.pdf", "> x.pdf"),
    *("*", "?.pdf", "[a-z].pdf", "{a,b}.pdf", "'x'.pdf", '"x".pdf', "a b\tc.pdf", "x=y.pdf"),
    *("{{7*7}}.pdf", "{% for x in y %}.pdf", "${7*7}.pdf", "%s%s%n.pdf", "%(nama)s.pdf"),
    *("{nama}.pdf", "{0}.pdf", "{", "}.txt", "{nama.__class__}.pdf", "{nama!r:>99999}.pdf"),
    *("=1+1.xlsx", "+1.xlsx", "@SUM(A1).xlsx", "=cmd.xlsx", "; DROP TABLE cycle;--.pdf"),
    *("[red]x.pdf", "[link=x]y.pdf", "[bold].pdf", "\\[x].pdf"),
]
MARKUP = [
    *("<script>alert(1)<script>.pdf", "<img src=x onerror=alert(1)>.pdf", "<b>tebal.pdf"),
    *(
        '" onmouseover="alert(1).pdf',
        "' onload='x.pdf",
        "&lt;b&gt;.pdf",
        "&amp;.pdf",
        "&#x3c;b.pdf",
    ),
    *("]]>.pdf", "<!--.pdf", "-->.pdf", "javascript:alert(1).pdf", "<style>*{}.pdf"),
]
CONTROLS = [
    *("a\nb.pdf", "a\r\nb.pdf", "a\rb.pdf", "\n", "a\tb.pdf", "\x07bel.pdf", "\x08\x08x.pdf"),
    *("\x1b[31mmerah.pdf", "\x1b]0;judul\x07.pdf", "\x1b[2J.pdf", "\x9b31m.pdf", "\x7f.pdf"),
    *(
        "\x85.pdf",
        "\u2028.pdf",
        "\u2029x.pdf",
        "a\n(Kode: N03).pdf",
        "\x01\x02\x03",
        "\x0b\x0c.pdf",
    ),
    "x\r\n\r\nTidak ada yang perlu dilakukan.\r\n(Kode: N03).pdf",
]
UNSEEN = [
    *("surat\u202efdp.exe", "\u202asurat\u202c.pdf", "\u2066x\u2069.pdf", "\u200e.pdf", "\u200fx"),
    *("su\u200brat.pdf", "su\u00adrat.pdf", "\ufeffsurat.pdf", "a\u2060b.pdf", "\u200d.pdf"),
    *(
        "surat\u00a0baru.pdf",
        "\u3000.pdf",
        "\u2000x.pdf",
        "x\ue000.pdf",
        "x\U000e0041.pdf",
        "\ufffe",
    ),
    *("a" + "\u0301" * 60 + ".pdf", "\u0301.pdf", "\U0001f469\u200d\U0001f4bb.pdf", "\u1160.pdf"),
]
LETTERS = [
    unicodedata.normalize("NFC", "Résumé.pdf"),
    unicodedata.normalize("NFD", "Résumé.pdf"),
    *(
        "SURAT.PDF",
        "surat.pdf",
        "Surat.Pdf",
        "ｓｕｒａｔ.pdf",
        "ѕurаt.pdf",
        "ﬁle.pdf",
        "İ.pdf",
        "ı.pdf",
    ),
    *(
        "straße.pdf",
        "STRASSE.pdf",
        "Ω.pdf",
        "Ω.pdf",
        "محضر.pdf",
        "פרוטוקול.pdf",
        "報告書.pdf",
        "ทดสอบ.pdf",
    ),
    *("1/2".replace("/", "\u2044") + ".pdf", "a\u2215b.pdf", "．．.pdf", "…", "🧾🖊️.pdf"),
]
LENGTHS = [
    *("x" * 255, "x" * 251 + ".pdf", "é" * 125 + ".pdf", "🧾" * 62 + ".pdf", ".".join("ab" * 40)),
    *("a.pdf.docx.exe", "tanpa akhiran", "x.", "x.p d f", "x." + "e" * 200, "surat.PDF.pdf"),
]
NOT_TEXT = [
    os.fsdecode(each)
    for each in (
        b"\xff.pdf",
        b"caf\xe9.pdf",
        b"\xc3(.pdf",
        b"\xed\xa0\x80.pdf",
        b"\x80",
        b"a\xfe\xffb.txt",
    )
]
NAMES = list(
    dict.fromkeys([*WINDOWS, *SHELL, *MARKUP, *CONTROLS, *UNSEEN, *LETTERS, *LENGTHS, *NOT_TEXT])
)
