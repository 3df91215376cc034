"""One kind of question to a jailed child: what crosses over, checked on both sides."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from pydantic import TypeAdapter

from pipeline.adapters.jail.room import Jail

Given = TypeVar("Given")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Generic[Given, Answer]):
    """A file goes in, with what else must be known; an answer or a refusal comes out."""

    name: str
    given: TypeAdapter[Given]
    #: None where the answer is bytes.
    answer: TypeAdapter[Answer] | None
    #: What the child does; raises ``Refused`` for what is wrong with the file.
    work: Callable[[bytes, Given], Answer]

    def ask(self, jail: Jail, data: bytes, given: Given) -> Answer:
        """Let a child do it.

        Raises:
            Refused: Something is wrong with the file, or it brought two children down.
            NotYet: No child can be started.
        """
        return jail.ask(self.name, [data, self.given.dump_json(given)], self._read)

    def serve(self, question: Sequence[bytes]) -> list[bytes]:
        """Do it; runs in the child."""
        data, given = question
        answer = self.work(data, self.given.validate_json(given))
        if self.answer is None:
            return [cast("bytes", answer)]
        return [self.answer.dump_json(answer)]

    def _read(self, frames: Sequence[bytes]) -> Answer:
        (content,) = frames
        if self.answer is None:
            return cast("Answer", content)
        return self.answer.validate_json(content)
