"""What must become of whatever people drop, in plain words: a small model of design 5 to 7.

It knows the table of steps, which paper waits where, what each post handed in before, and what
lies in each inbox. It knows nothing of how Paraf does its work.
"""

import re
from dataclasses import dataclass, field

UNITS = {
    "sekretariat": ("Sekretariat", "sekretaris", "japel-tu"),
    "bidang-1": ("Bidang I", "kabid-bidang-1", "japel-bidang-1"),
    "bidang-2": ("Bidang II", "kabid-bidang-2", "japel-bidang-2"),
    "bidang-3": ("Bidang III", "kabid-bidang-3", "japel-bidang-3"),
}
CLERK = "kasubbag-tu"
STAFF = frozenset(staff for _, _, staff in UNITS.values())
POSTS = {
    "1": "sekretaris",
    "2": CLERK,
    "3": "japel-tu",
    "4": "sekretaris",
    "5": "kepala-badan",
    "6": CLERK,
    "10": CLERK,
    "11": "sekretaris",
    "12": CLERK,
    "13": "japel-tu",
}
BACK = {"2": "1", "3": "2", "4": "3", "5": "3", "6": "3", "8a": "8", "11": "10", "13": "12"}
LETTER = "Surat Permintaan Data Kinerja - {p} (*.pdf"
#: Any reason will do: what is wrong with the file itself is not the model's business.
ANY = frozenset({"any"})


@dataclass(eq=False)
class Sheet:
    """A paper."""

    name: str  #: of its file; ``*`` stands for what the model does not know
    cycle: str
    version: int = 1
    issued: str = ""
    current: str = ""
    is_void: bool = False


@dataclass(eq=False)
class Token:
    """A paper that waits for a post at a step."""

    step: str
    cycle: str
    unit: str
    post: str
    main: Sheet
    beside: tuple[Sheet, ...] = ()


@dataclass(eq=False)
class Lying:
    """A file in an inbox."""

    post: str
    name: str = "*"
    sha: str = ""  #: empty until it was seen
    codes: frozenset[str] = frozenset()  #: for a note: one of these
    sheet: Sheet | None = None
    read_only: bool = False  #: a readable rendition, which is no paper itself


@dataclass(frozen=True)
class Copy:
    sheet: Sheet
    version: int


@dataclass
class Drop:
    post: str  #: empty: where no post owns the place
    name: str
    sha: str
    back: bool = False
    note: str = ""
    is_empty: bool = False
    is_undone: bool = False  #: a form that nobody filled


@dataclass
class Model:
    tokens: list[Token] = field(default_factory=list)
    lying: list[Lying] = field(default_factory=list)
    copies: dict[str, Copy] = field(default_factory=dict)
    own: dict[tuple[str, str], Sheet | None] = field(default_factory=dict)
    handed: set[tuple[str, str]] = field(default_factory=set)
    was_beside: set[tuple[str, Sheet]] = field(default_factory=set)
    was_laid: set[tuple[str, Sheet]] = field(default_factory=set)
    data: dict[tuple[str, str], Sheet] = field(default_factory=dict)
    held: list[Drop] = field(default_factory=list)
    received: set[tuple[str, str]] = field(default_factory=set)

    # -- what a drop comes to ----------------------------------------------------------------

    def dropped(self, drop: Drop) -> str:
        """Take in one drop; what became of it, in a word."""
        verdict = self._judge(drop)
        self._let_go_of_evidence()
        return verdict

    def _judge(self, drop: Drop) -> str:
        if drop.is_empty:
            return self._back(drop, "B02")
        if not drop.post:
            return self._back(drop, "B04")
        copy = self.copies.get(drop.sha)
        if copy is None and (drop.post, drop.sha) in self.own:
            sheet = self.own[drop.post, drop.sha]
            if not drop.back and not (sheet and self._is_beside(drop.post, sheet, drop.sha)):
                return "taken silently"
            copy = Copy(sheet, sheet.version) if sheet else None
        if copy is None:
            gathers = any(each.post == drop.post and each.step == "8" for each in self.tokens)
            if gathers and not drop.back:
                self.held.append(drop)
                return "held as evidence"
            return self._back(drop, self._stray_code(drop))
        return self._judge_copy(drop, copy)

    def _is_beside(self, post: str, sheet: Sheet, sha: str) -> bool:
        is_note = any(each.sha == sha and each.codes for each in self.lying)
        return not is_note and self._token_beside(post, sheet) is not None

    def _token(self, post: str, sheet: Sheet) -> Token | None:
        return next((t for t in self.tokens if t.post == post and t.main is sheet), None)

    def _token_beside(self, post: str, sheet: Sheet) -> Token | None:
        return next((t for t in self.tokens if t.post == post and sheet in t.beside), None)

    def _judge_copy(self, drop: Drop, copy: Copy) -> str:
        sheet, token = copy.sheet, self._token(drop.post, copy.sheet)
        if drop.back:
            return self._judge_return(drop, copy, token or self._token_beside(drop.post, sheet))
        if token is None:
            return self._judge_unexpected(drop, copy)
        if copy.version != sheet.version:
            return self._back(drop, "S02", sheet)
        right = drop.sha == sheet.current or (token.step == "8" and not drop.is_undone)
        if not right or drop.is_undone:
            return self._back(drop, ANY, sheet)
        self._accept(token, drop)
        return "accepted"

    def _judge_return(self, drop: Drop, copy: Copy, token: Token | None) -> str:
        sheet = copy.sheet
        if token is None:
            if (drop.post, drop.sha) in self.handed:
                return self._told_before(drop, sheet)
            return self._back(drop, "S03", sheet)
        if copy.version != sheet.version:
            return self._back(drop, "S02", sheet)
        if token.step not in BACK:
            return self._back(drop, "S04", sheet)
        cancels = token.step in ("4", "5", "6") and re.match(r"BATAL\b", drop.note)
        if cancels and drop.note == "BATAL":
            return self._back(drop, "S12", sheet)
        self._go_back(token, drop, cancels=bool(cancels))
        return "cancelled" if cancels else "returned"

    def _judge_unexpected(self, drop: Drop, copy: Copy) -> str:
        sheet = copy.sheet
        if (drop.post, drop.sha) in self.handed:
            return self._told_before(drop, sheet)
        if self._token_beside(drop.post, sheet):
            return self._back(drop, "S05", sheet)
        if (drop.post, sheet) in self.was_beside and drop.sha in (sheet.issued, sheet.current):
            return "taken silently"
        stale = "S02" if copy.version != sheet.version else ""
        if code := self._misplaced(drop, sheet) or stale:
            return self._back(drop, code, sheet)
        if sheet.is_void:
            return self._back(drop, "S08", sheet)
        waits = any(each.main is sheet for each in self.tokens)
        return self._back(drop, "S01" if waits else "S09", sheet)

    def _misplaced(self, drop: Drop, sheet: Sheet) -> str | None:
        """Another unit's form, or one of another period while this one waits."""
        starts = {f"Formulir Data Kinerja - {unit[0]} - ": unit[1:] for unit in UNITS.values()}
        posts = next((starts[each] for each in starts if sheet.name.startswith(each)), None)
        if posts is None:
            return None
        if drop.post not in posts:
            return "S16" if self._waits_instead(drop, sheet) else "S17"
        return "S15" if self._waits_instead(drop, sheet) else None

    def _waits_instead(self, drop: Drop, sheet: Sheet) -> bool:
        """Whether another form than this waits to be filled by who dropped it."""
        forms = [each.main for each in self.tokens if (each.post, each.step) == (drop.post, "8")]
        return bool(forms) and sheet not in forms and sheet.name.startswith("Formulir")

    def _back(self, drop: Drop, code: str | frozenset[str], sheet: Sheet | None = None) -> str:
        """The file, unchanged, and a note with its reason, in the inbox of whoever dropped it."""
        post = drop.post or CLERK
        codes = code if isinstance(code, frozenset) else frozenset({code})
        self.lying.append(Lying(post, drop.name, drop.sha, sheet=sheet))
        self.lying.append(Lying(post, f"{drop.name} - ALASAN.txt", codes=codes, sheet=sheet))
        if drop.note:
            self.lying.append(Lying(post, "catatan*.txt"))
        return f"back: {min(codes)}"

    def _told_before(self, drop: Drop, sheet: Sheet) -> str:
        name = f"{drop.name} - SUDAH DITERIMA.txt"
        code = "N08" if self._waits_instead(drop, sheet) else "N03"
        self.lying.append(Lying(drop.post, name, codes=frozenset({code}), sheet=sheet))
        return "told: received before"

    def _let_go_of_evidence(self) -> None:
        """What waits as evidence goes back once no form is awaited from its post."""
        for drop in list(self.held):
            if not any(each.post == drop.post and each.step == "8" for each in self.tokens):
                self.held.remove(drop)
                self._back(drop, self._stray_code(drop))

    @staticmethod
    def _stray_code(drop: Drop) -> str:
        return "F43" if drop.post in STAFF and not drop.back else "B01"

    # -- what follows ------------------------------------------------------------------------

    def begin(self, cycle: str) -> None:
        self._open("1", cycle, "", Sheet(f"Lembar Disposisi Sekretaris - {cycle}.docx", cycle))

    def _open(self, step: str, cycle: str, unit: str, main: Sheet, *beside: Sheet) -> Token:
        post = POSTS.get(step) or UNITS[unit][2 if step == "8" else 1]
        token = Token(step, cycle, unit, post, main, beside)
        self.tokens.append(token)
        self.was_laid |= {(post, sheet) for sheet in (main, *beside)}
        self.lying.append(Lying(post, main.name, sheet=main))
        for sheet in beside:
            is_order = sheet.name.endswith(".docx")
            name = sheet.name.replace(".docx", ".pdf") if is_order else sheet.name
            self.lying.append(Lying(post, name, sheet=sheet, read_only=is_order))
        for sheet in (main, *beside):
            if sheet.name.startswith("Laporan Rekapitulasi"):
                book = f"Rincian Data Kinerja - {cycle}.xlsx"
                self.lying.append(Lying(post, book, sheet=sheet, read_only=True))
        return token

    def _close(self, token: Token, sha: str) -> None:
        """Its papers leave the inbox, with every copy and note, unless another needs them."""
        self.tokens.remove(token)
        self.handed.add((token.post, sha))
        mine = [each for each in self.tokens if each.post == token.post]
        needed = {sheet for each in mine for sheet in (each.main, *each.beside)}
        gone = {token.main, *token.beside} - needed
        self.lying = [
            each for each in self.lying if not (each.post == token.post and each.sheet in gone)
        ]
        self.was_beside |= {(token.post, sheet) for sheet in token.beside}

    def _accept(self, token: Token, drop: Drop) -> None:
        cycle, unit, main = token.cycle, token.unit, token.main
        self._close(token, drop.sha)
        match token.step:
            case "1":
                order = Sheet(f"Lembar Disposisi Kasubbag TU - {cycle}.docx", cycle)
                self._open("2", cycle, "", order, main)
            case "2":
                draft = Sheet(f"Konsep Surat Permintaan - {cycle}.docx", cycle)
                self._open("3", cycle, "", draft, main)
            case "3":
                main.version += 1
                main.name = LETTER.format(p=cycle)
                main.issued = main.current = ""
                self._open("4", cycle, "", main)
            case "4" | "5":
                main.current = ""
                self._open("5" if token.step == "4" else "6", cycle, "", main)
            case "6":
                for each, (short, _, _) in UNITS.items():
                    form = Sheet(f"Formulir Data Kinerja - {short} - {cycle}.xlsx", cycle)
                    self._open("7", cycle, each, main, form)
            case "7":
                order = Sheet(f"Lembar Disposisi - {UNITS[unit][0]} - {cycle}.pdf", cycle)
                self.was_laid.add((token.post, order))
                self._open("8", cycle, unit, token.beside[0], order, main)
            case "8":
                main.current = drop.sha
                self._open("8a", cycle, unit, self._data_of(cycle, unit), main)
            case "8a":
                self._received(token)
            case _:
                self._wind_up(token.step, cycle, main)

    def _wind_up(self, step: str, cycle: str, main: Sheet) -> None:
        """From the report to the archive."""
        match step:
            case "10":
                main.current = ""
                self._open("11", cycle, "", main)
            case "11":
                order = Sheet(f"Lembar Disposisi Pengarsipan Kasubbag TU - {cycle}.docx", cycle)
                self._open("12", cycle, "", order, main)
            case "12":
                minutes = Sheet(f"Berita Acara Pengarsipan - {cycle} (*.pdf", cycle)
                contents = Sheet(f"Daftar Isi Berkas - {cycle}.pdf", cycle)
                self._open("13", cycle, "", minutes, contents, main)
            case "13":
                self._sweep(cycle)

    def _sweep(self, cycle: str) -> None:
        """A filed cycle leaves nothing where it had laid something."""
        self.lying = [
            each
            for each in self.lying
            if not each.sheet
            or each.sheet.cycle != cycle
            or (each.post, each.sheet) not in self.was_laid
        ]

    def _data_of(self, cycle: str, unit: str) -> Sheet:
        sheet = self.data.get((cycle, unit))
        if sheet is None:
            sheet = Sheet(f"Data Kinerja - {UNITS[unit][0]} - {cycle} (*.pdf", cycle)
            self.data[cycle, unit] = sheet
        else:
            sheet.version += 1
            sheet.issued = sheet.current = ""
        return sheet

    def _received(self, token: Token) -> None:
        receipt = Sheet(
            f"Tanda Terima Data Kinerja - {UNITS[token.unit][0]} - {token.cycle}.pdf", token.cycle
        )
        self.lying.append(Lying(token.post, receipt.name, sheet=receipt))
        self.was_laid.add((token.post, receipt))
        self.was_beside.add((token.post, receipt))
        self.received.add((token.cycle, token.unit))
        if all((token.cycle, unit) in self.received for unit in UNITS):
            report = Sheet(f"Laporan Rekapitulasi - {token.cycle} (*.pdf", token.cycle)
            self._open("10", token.cycle, "", report)

    def _go_back(self, token: Token, drop: Drop, *, cancels: bool) -> None:
        cycle, main = token.cycle, token.main
        self._close(token, drop.sha)
        step = BACK[token.step]
        sheet, beside = self._made_at(step, token)
        if cancels:
            main.is_void = True
            sheet = Sheet(f"Konsep Surat Permintaan - {cycle}.docx", cycle)
        else:
            main.is_void = main is not sheet and step != "8"
            sheet.version += 1
            sheet.issued = sheet.current = ""
        if step == "3":
            sheet.name = f"Konsep Surat Permintaan - {cycle}.docx"
        again = self._open(step, cycle, token.unit, sheet, *beside)
        code = frozenset({"S13" if cancels else "S10" if step in ("3", "10") else "S14"})
        self.lying.append(Lying(again.post, "* - ALASAN.txt", codes=code, sheet=sheet))

    def _made_at(self, step: str, token: Token) -> tuple[Sheet, tuple[Sheet, ...]]:
        """The paper that a step had made or laid, and what lay beside it."""
        return self.laid_at[step, token.cycle, token.unit]

    @property
    def laid_at(self) -> dict[tuple[str, str, str], tuple[Sheet, tuple[Sheet, ...]]]:
        return self._laid

    def __post_init__(self) -> None:
        self._laid: dict[tuple[str, str, str], tuple[Sheet, tuple[Sheet, ...]]] = {}

    def note_where_things_lie(self) -> None:
        for token in self.tokens:
            self._laid[token.step, token.cycle, token.unit] = (token.main, token.beside)

    # -- what is seen ------------------------------------------------------------------------

    def compare(self, seen: dict[str, list[tuple[str, str, str]]]) -> list[str]:
        """Hold what lies in the inboxes (name, digest, code of a note) against what should."""
        wrong: list[str] = []
        left = list(self.lying)
        for post, files in seen.items():
            for name, sha, code in files:
                found = _match(left, post, name, sha, code)
                if found is None:
                    wrong.append(f"inbox/{post}: {name} ({code}) should not lie there")
                    continue
                left.remove(found)
                if not found.sha:
                    self._first_seen(found, sha)
        wrong += [
            f"inbox/{each.post}: {each.name} {sorted(each.codes)} is missing" for each in left
        ]
        self.note_where_things_lie()
        return wrong

    def _first_seen(self, lying: Lying, sha: str) -> None:
        lying.sha = sha
        sheet = lying.sheet
        if lying.codes or lying.read_only:
            self.own[lying.post, sha] = sheet
        elif sheet is not None:
            sheet.issued = sheet.issued or sha
            sheet.current = sheet.current or sha
            self.copies[sha] = Copy(sheet, sheet.version)


def _match(left: list[Lying], post: str, name: str, sha: str, code: str) -> Lying | None:
    mine = [each for each in left if each.post == post and bool(each.codes) == bool(code)]
    fitting = [
        each
        for each in mine
        if _named(each.name, name) and (not code or code in each.codes or each.codes == ANY)
    ]
    known = [each for each in fitting if each.sha == sha]
    unseen = [each for each in fitting if not each.sha]
    under_another_name = [each for each in mine if each.sha == sha]
    return next(iter(known + unseen + under_another_name), None)


def _named(pattern: str, name: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), name, re.DOTALL) is not None
