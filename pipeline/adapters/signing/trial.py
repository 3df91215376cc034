"""A blank page to try a key on, so that signing is known to work before a letter needs it."""

#: Where the trial signature goes.
TRIAL_FIELD = "TtdUji"

_OBJECTS = (
    b"<< /Type /Catalog /Pages 2 0 R /Dests << /TtdUji [3 0 R /XYZ 72 700 0] >> >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> /Contents 4 0 R >>",
    b"<< /Length 0 >>\nstream\n\nendstream",
)


def blank_page() -> bytes:
    """A PDF of one empty page with a place for the trial signature, as a letter has one."""
    parts, offsets = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"], []
    for number, content in enumerate(_OBJECTS, start=1):
        offsets.append(sum(map(len, parts)))
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, content))
    start = sum(map(len, parts))
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(_OBJECTS) + 1))
    parts += [b"%010d 00000 n \n" % offset for offset in offsets]
    parts.append(
        b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(_OBJECTS) + 1, start)
    )
    return b"".join(parts)
