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
from pipeline.adapters.signing.demo import Holder, make_demo_pki
from pipeline.adapters.signing.isolation import IsolatedExaminer
from pipeline.adapters.signing.room import PdfSigningRoom
from pipeline.adapters.signing.token import NoLibrary, TokenChoice, open_token
from pipeline.adapters.signing.trial import TRIAL_FIELD, blank_page

__all__ = [
    "TRIAL_FIELD",
    "Holder",
    "IsolatedExaminer",
    "NoLibrary",
    "PdfSigningRoom",
    "TokenChoice",
    "blank_page",
    "fits",
    "make_demo_pki",
    "name_and_print",
    "open_token",
    "read_authority",
    "read_number",
    "seal",
    "subject_numbers",
]

# Their warnings repeat, in English and with traces, what a finding says properly.
for library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(library).addHandler(logging.NullHandler())
