"""What a jailed child does before anything opens a file; the office asks via ``jailed``."""

from pydantic import TypeAdapter

from pipeline.adapters.inspection.inspect import inspect
from pipeline.adapters.jail import Job
from pipeline.ports.inspection import Inspected

INSPECT = Job(
    name="inspection.inspect",
    given=TypeAdapter(str),
    answer=TypeAdapter(Inspected),
    work=inspect,
)

JOBS = {INSPECT.name: INSPECT.serve}
