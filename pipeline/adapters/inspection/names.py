"""What a file's name claims: the program that a double click would start.

Windows drops dots and spaces at the end and shows nothing of marks that only turn the direction of
writing, so these are taken off first. Only the last ending counts: ``surat.docx.pdf`` is what
people get who export twice, and ``foto.exe.jpg`` opens as a picture.
"""

import re
import unicodedata

from pipeline.errors import Finding
from pipeline.ports.inspection import FileKind

#: Endings that start something on a computer of the office, or open a way to.
_PROGRAMS = frozenset(
    """
    ade adp apk app appinstaller application appref-ms appx asp aspx bas bat chm class cmd
    cnt com cpl csh deb desktop diagcab dll dmg docm dotm eps exe fxp gadget grp hlp hpj
    hta htc htm html htpasswd img inf ins iqy iso isp its jar jnlp js jse ksh library-ms lnk
    mad maf mag mam maq mar mas mat mau mav maw mda mdb mde mdt mdw mdz mht mhtml mmc msc
    msh msh1 msh2 mshxml msi msp mst msu ops oqy osd pcd php pif pkg pl plg potm ppa ppam
    ppsm pptm prf prg printerexport ps ps1 ps1xml ps2 psc1 psc2 psd1 psdm1 psm1 pst py pyc
    pyo pyw pyz rb rdp reg rpm rqy scf scr sct search-ms settingcontent-ms sh shb shs shtml
    slk svg-ms swf sys theme url vb vbe vbp vbs vhd vhdx vsmacros vsto vsw webloc website
    wlk wll ws wsc wsf wsh xbap xhtml xla xlam xll xlm xlsb xlsm xltm xnk xsl xslt
    """.split()  # noqa: SIM905  # a list of a hundred quotes is no easier to read
)
_OF_KIND = {
    FileKind.PDF: "pdf",
    FileKind.WORD: "docx dotx",
    FileKind.EXCEL: "xlsx xltx",
    FileKind.PRESENTATION: "pptx ppsx potx",
    FileKind.PICTURE: "jpg jpeg jfif jpe png gif bmp dib tif tiff webp heic heif avif svg",
    FileKind.TEXT: "txt csv tsv log md",
    FileKind.OTHER: "doc xls ppt dot xlt pps rtf odt ods odp odg zip rar 7z gz tar xml mp3 mp4 mov "
    "avi wav wmv mkv eml msg",
}
#: Endings that say what is inside, and the kind that must be.
_CLAIMS = {each: kind for kind, endings in _OF_KIND.items() for each in endings.split()}
_INVISIBLE = frozenset({"Cf", "Cc", "Zl", "Zp"})
_ENDING = re.compile(r"\.([^./\\:\s]{1,20})$")


def ending(name: str) -> str:
    """The ending as Windows takes it, in small letters; empty where there is none."""
    seen = "".join(each for each in name if unicodedata.category(each) not in _INVISIBLE)
    found = _ENDING.search(unicodedata.normalize("NFKC", seen).rstrip(". "))
    return found[1].lower() if found else ""


def misnamed(name: str, kind: FileKind, label: str) -> tuple[Finding, ...]:
    """What a name claims falsely of a file of this kind."""
    claimed = ending(name)
    if claimed in _PROGRAMS:
        return (Finding("H01", {"jenis": f".{claimed}"}),)
    expected = _CLAIMS.get(claimed, kind)
    if expected is kind:
        return ()
    return (Finding("H02", {"akhiran": f".{claimed}", "jenis": label}),)
