"""People at a real LibreOffice Calc, set to Indonesian: what they do there, saved as they would.

One session opens every workbook, does what is asked with it and saves it, driven by a Basic macro
in a profile of its own. Commands are lists of words: ``["type", "H12", "1.250,5"]`` enters text as
a keyboard does, so that Calc itself decides what it is.
"""

import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

from pipeline.adapters.conversion.installation import locate_program

#: Calc's names for the kinds of file it saves.
FILTERS = {
    "xlsx": "Calc MS Excel 2007 XML",
    "ooxml": "Calc Office Open XML",
    "xls": "MS Excel 97",
    "ods": "calc8",
    "csv": "Text - txt - csv (StarCalc)",
    "pdf": "calc_pdf_Export",
}
_SECONDS = 180
_REGISTRY = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>id-ID</value></prop></item></oor:items>"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Jobs"/></library:library>"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Jobs"
 script:language="StarBasic">{}</script:module>"""
_BASIC = """
Dim doc As Object
Dim sheet As Object

Function Named(key, content)
  Dim one As New com.sun.star.beans.PropertyValue
  one.Name = key
  one.Value = content
  Named = one
End Function

Sub Dispatch(command, key, content)
  Dim helper As Object
  helper = createUnoService("com.sun.star.frame.DispatchHelper")
  helper.executeDispatch(doc.CurrentController.Frame, command, "", 0, Array(Named(key, content)))
End Sub

Sub Save(url, kind, password)
  Dim way As New com.sun.star.beans.NamedValue
  Dim secret As New com.sun.star.beans.NamedValue
  If password <> "" Then
    way.Name = "CryptoType"
    way.Value = "Standard"
    secret.Name = "OOXPassword"
    secret.Value = password
    doc.storeToURL(url, Array(Named("FilterName", kind), _
      Named("EncryptionData", Array(way, secret))))
  Else
    doc.storeToURL(url, Array(Named("FilterName", kind)))
  End If
End Sub

Sub Sorted(area, column)
  Dim one As New com.sun.star.table.TableSortField
  one.Field = column
  one.IsAscending = False
  sheet.getCellRangeByName(area).sort(Array(Named("SortFields", Array(one)), _
    Named("ContainsHeader", False)))
End Sub

Sub Perform(words)
  Select Case words(0)
  Case "open"
    doc = StarDesktop.loadComponentFromURL(words(1), "_blank", 0, Array(Named("Hidden", True)))
    sheet = doc.Sheets.getByIndex(0)
  Case "unprotect" : sheet.unprotect("")
  Case "type"
    Dispatch(".uno:GoToCell", "ToPoint", words(1))
    Dispatch(".uno:EnterString", "StringName", words(2))
  Case "formula" : sheet.getCellRangeByName(words(1)).Formula = words(2)
  Case "insert columns" : sheet.Columns.insertByIndex(CLng(words(1)), CLng(words(2)))
  Case "insert rows" : sheet.Rows.insertByIndex(CLng(words(1)), CLng(words(2)))
  Case "delete rows" : sheet.Rows.removeByIndex(CLng(words(1)), CLng(words(2)))
  Case "delete columns" : sheet.Columns.removeByIndex(CLng(words(1)), CLng(words(2)))
  Case "hide row" : sheet.Rows.getByIndex(CLng(words(1))).IsVisible = False
  Case "merge" : sheet.getCellRangeByName(words(1)).merge(True)
  Case "sort" : Sorted(words(1), CLng(words(2)))
  Case "rename" : sheet.Name = words(1)
  Case "copy sheet" : doc.Sheets.copyByName(sheet.Name, words(1), 1)
  Case "new first sheet" : doc.Sheets.insertNewByName(words(1), 0)
  Case "save" : Save(words(1), words(2), words(3))
  Case "close" : doc.close(True)
  End Select
End Sub

Sub Main
  Dim files As Object, lines As Object
  files = createUnoService("com.sun.star.ucb.SimpleFileAccess")
  lines = createUnoService("com.sun.star.io.TextInputStream")
  lines.setInputStream(files.openFileRead("{jobs}"))
  lines.setEncoding("UTF-8")
  Do While Not lines.isEOF()
    line = lines.readLine()
    If line <> "" Then Perform(Split(line, Chr(9)))
  Loop
  StarDesktop.terminate()
End Sub
"""


@dataclass(frozen=True)
class Sitting:
    """One workbook that somebody opens, works on and saves."""

    data: bytes
    commands: tuple[tuple[str, ...], ...] = ()
    kind: str = "xlsx"
    password: str = ""


@dataclass
class _Session:
    folder: Path
    lines: list[str] = field(default_factory=list)

    def add(self, number: int, sitting: Sitting) -> Path:
        source = self.folder / f"{number}-lama.xlsx"
        source.write_bytes(sitting.data)
        saved = self.folder / f"{number}-baru.{sitting.kind}"
        save = ("save", saved.as_uri(), FILTERS[sitting.kind], sitting.password)
        for words in (("open", source.as_uri()), *sitting.commands, save, ("close",)):
            self.lines.append("\t".join(words))
        return saved


def sit_down(folder: Path, sittings: Mapping[str, Sitting]) -> dict[str, bytes]:
    """Let people do all this; the saved files by the same names."""
    session = _Session(folder)
    saved = {
        name: session.add(number, sitting)
        for number, (name, sitting) in enumerate(sittings.items())
    }
    jobs = folder / "jobs.txt"
    jobs.write_text("\n".join(session.lines) + "\n", "utf-8")
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_REGISTRY, "utf-8")
    _soffice(profile, ["--terminate_after_init"])  # it makes its own empty library first
    library = profile / "user" / "basic" / "Standard"
    (library / "script.xlb").write_text(_LIBRARY, "utf-8")
    basic = _BASIC.replace("{jobs}", jobs.as_uri())
    (library / "Jobs.xba").write_text(_MODULE.format(escape(basic)), "utf-8")
    _soffice(profile, ["--norestore", "macro:///Standard.Jobs.Main()"])
    return {name: path.read_bytes() for name, path in saved.items()}


def _soffice(profile: Path, arguments: Iterable[str]) -> None:
    subprocess.run(
        [
            locate_program() / "soffice", f"-env:UserInstallation={profile.as_uri()}",
            "--headless", *arguments,
        ],
        check=True, capture_output=True, timeout=_SECONDS,
    )  # fmt: skip
