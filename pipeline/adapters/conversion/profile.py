"""The LibreOffice profile of a worker: no macros, no links followed, Indonesian by default."""

from pathlib import Path
from xml.sax.saxutils import escape

_SCRIPTING = "/org.openoffice.Office.Common/Security/Scripting"
_LOCALE = "id-ID"

#: (path, property, value): the settings that differ from LibreOffice's own. The first five were
#: seen together to keep a document with a linked picture from fetching it.
SETTINGS = (
    (_SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    (_SCRIPTING, "DisableActiveContent", "true"),
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    (_SCRIPTING, "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    # Decimal tabs align on the comma, and a text without a language reads as Indonesian.
    ("/org.openoffice.Setup/L10N", "ooSetupSystemLocale", _LOCALE),
    ("/org.openoffice.Office.Linguistic/General", "DefaultLocale", _LOCALE),
)

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry"'
    ' xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
)


def lay_out(profile: Path) -> None:
    """Write a new, hardened profile folder.

    Raises:
        OSError: It exists already, or cannot be written.
    """
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{escape(value)}</value></prop></item>\n"
        for path, name, value in SETTINGS
    )
    user = profile / "user"
    user.mkdir(parents=True)
    text = f"{_HEAD}{items}</oor:items>\n"
    (user / "registrymodifications.xcu").write_text(text, encoding="utf-8")
