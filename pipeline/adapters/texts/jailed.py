"""``Texts`` of an archive: reads filed documents in a jailed child."""

from pipeline.adapters.jail import Jail
from pipeline.adapters.texts import jobs
from pipeline.errors import Refused


class JailedTexts:
    """Reads the words of documents that anybody may have made."""

    def __init__(self, jail: Jail) -> None:
        """``jail`` has ``texts.jobs`` among its modules."""
        self._jail = jail

    def text_of(self, data: bytes, suffix: str) -> str | None:
        """See ``Texts``; what brings two children down has no text.

        Raises:
            NotYet: No child can be started.
        """
        try:
            return jobs.TEXT.ask(self._jail, data, suffix)
        except Refused:
            return None
