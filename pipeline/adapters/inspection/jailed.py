"""``Inspector`` of an office: looks into files in a jailed child."""

from pipeline.adapters.inspection import jobs
from pipeline.adapters.jail import Jail
from pipeline.errors import Refused
from pipeline.ports.inspection import FileKind, Inspected


class JailedInspector:
    """Looks into a file before anything opens it."""

    def __init__(self, jail: Jail) -> None:
        """``jail`` has ``inspection.jobs`` among its modules."""
        self._jail = jail

    def inspect(self, data: bytes, name: str = "") -> Inspected:
        """See ``Inspector``; what brings two children down is a finding as well.

        Raises:
            NotYet: No child can be started.
        """
        # A name whose bytes are no text cannot be told to the child.
        text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        try:
            return jobs.INSPECT.ask(self._jail, data, text)
        except Refused as refused:
            return Inspected(kind=FileKind.OTHER, findings=refused.findings)
