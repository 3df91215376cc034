"""Random walks over several SOPs: whatever people do and whatever time brings, the rules hold.

Right hand-ins, wrong, stale, unsigned and repeated ones, returns, acts that wait, drafts that do
not convert, clocks that jump; after each of them every rule is looked at, and in the end everybody
does what lies in the inbox and the cycle must come to its end.
"""

from collections import Counter
from dataclasses import replace
from functools import cache

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from pydantic import TypeAdapter
from sop_copies import VARIANTS
from walks import TEMPLATES, Walk, sample_roster, sample_sop

from pipeline.config.office import load_office
