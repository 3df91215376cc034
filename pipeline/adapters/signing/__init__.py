"""The signing room: prepares PDFs for signing, signs them, and examines what comes back.

The only place that imports pyHanko. Which rule refuses what, and why, is in decision 0005.
"""

import logging

from pipeline.adapters.signing.bound import (
    fits,
    name_and_print,
    read_authority,
    read_number,
    seal,
    subject_numbers,
)
from pipeline.adapters.signing.credentials import KeyCredential
from pipeline.adapters.signing.crew import Crew, usual_number
from pipeline.adapters.signing.demo import Holder, make_demo_pki
from pipeline.adapters.signing.isolation import IsolatedExaminer
from pipeline.adapters.signing.limits import bounded_memory
from pipeline.adapters.signing.remote import (
    Paper,
    finish_remote,
    open_certificate,
    prepare_remote,
)
from pipeline.adapters.signing.request import SigningRequest, pack_request, unpack_request
from pipeline.adapters.signing.room import PdfSigningRoom
from pipeline.adapters.signing.services import IsolatedTimestamps
from pipeline.adapters.signing.token import NoLibrary, TokenChoice, open_token
from pipeline.adapters.signing.trial import TRIAL_FIELD, blank_page

__all__ = [
    "TRIAL_FIELD",
    "Crew",
    "Holder",
    "IsolatedExaminer",
    "IsolatedTimestamps",
    "KeyCredential",
    "NoLibrary",
    "Paper",
    "PdfSigningRoom",
    "SigningRequest",
    "TokenChoice",
    "blank_page",
    "bounded_memory",
    "finish_remote",
    "fits",
    "make_demo_pki",
    "name_and_print",
    "open_certificate",
    "open_token",
    "pack_request",
    "prepare_remote",
    "read_authority",
    "read_number",
    "seal",
    "subject_numbers",
    "unpack_request",
    "usual_number",
]

# Their warnings repeat, in English and with traces, what a finding says properly.
for library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(library).addHandler(logging.NullHandler())
