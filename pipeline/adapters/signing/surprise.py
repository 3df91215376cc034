"""The one place where whatever the PDF and certificate libraries raise becomes a refusal.

pyHanko's errors share no root, and malformed input makes it raise bare ``ValueError``,
``TypeError``, ``KeyError``, ``AttributeError`` or ``RecursionError``. So every exception means
refused (rule R0 of decision 0005); ours pass through unchanged.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.errors import Finding, PipelineError, Refused


@contextmanager
def refusing(code: str, **facts: str) -> Iterator[None]:
    """Turn anything a library raises inside the block into ``Refused`` with this code.

    Raises:
        Refused: The block raised something that is not ours.
    """
    try:
        yield
    except PipelineError:
        raise
    except Exception as error:  # see the module's first lines
        raise Refused(Finding(code, facts)) from error
