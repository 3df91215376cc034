"""The sentence on electronic signatures in a paper's footer: BSrE's, or the internal one.

It is printed before anybody signs and cannot be changed afterwards, so it is chosen by what may
sign for the signing post at that time: BSrE's only if all of it was issued by an issuer that
office.toml names as BSrE's. A paraf is no signature in this sense. A paper that says BSrE is then
accepted with such a certificate only; the internal sentence claims less and holds nobody back.
"""

import hashlib
from datetime import datetime

from pipeline.domain.cycle import Paper
from pipeline.domain.sop import Kind, Sop
from pipeline.errors import Finding, Refused
from pipeline.office.authority import entitled, register_of
from pipeline.office.surroundings import Surroundings
from pipeline.office.tools import Tools
from pipeline.wording.sentences import FOOTER_BSRE, claims_bsre


class Footers:
    """Chooses footers for one office, and holds papers to them."""

    def __init__(self, office: Surroundings, tools: Tools) -> None:
        self._office = office
        self._tools = tools

    def sentence(self, sop: Sop, paper: Paper, now: datetime) -> str:
        """What the footer of a paper says if it is made now."""
        post = self._signing_post(sop, paper)
        zone = self._office.calendar.zone
        register = register_of(self._tools.store, post)
        rights = entitled(self._office.config, register, at=now, now=now, zone=zone)
        if rights and all(self._is_bsre(each) for each in rights.issuers):
            return FOOTER_BSRE
        return self._office.footer_internal

    def reworded(self, docx: bytes, sop: Sop, paper: Paper, now: datetime) -> bytes:
        """A draft with the footer that is right now, whichever it was filled with.

        Raises:
            Refused: it claims BSrE elsewhere, or in other words, where that is not so (P91).
        """
        right = self.sentence(sop, paper, now)
        known = frozenset({FOOTER_BSRE, self._office.footer_internal}) - {right}
        found = self._tools.words.reword(docx, known, right)
        if right != FOOTER_BSRE and claims_bsre(self._tools.words.text(found)):
            label = self._office.roster.titles[self._signing_post(sop, paper)]
            raise Refused(Finding("P91", {"label": label}))
        return found

    def hold_to(self, paper: Paper, kind: Kind, issuer_der: bytes, label: str) -> None:
        """Make sure that what a paper says of its signature is true of this one.

        Raises:
            Refused: it claims BSrE, and the certificate is somebody else's (P92).
        """
        if kind is Kind.PARAF or paper.source_sha256 is None or self._is_bsre(issuer_der):
            return
        source = self._tools.folders.object(paper.source_sha256)
        if claims_bsre(self._tools.words.text(source)):
            raise Refused(Finding("P92", {"label": label}))

    def _signing_post(self, sop: Sop, paper: Paper) -> str:
        """The post whose signature ends the chain of a paper."""
        signing = sop.signing_steps(sop.step(paper.step))
        ends = [step for step in signing if step.kind is not Kind.PARAF]
        step = ends[-1] if ends else sop.step(paper.step)
        return self._office.roster.resolve(step.post, paper.unit)

    def _is_bsre(self, issuer_der: bytes) -> bool:
        return hashlib.sha256(issuer_der).hexdigest() in self._office.config.bsre_issuers
