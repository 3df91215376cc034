"""Word to PDF/A-2b with warm, jailed LibreOffice processes.

``LibreOffice`` is the converter; ``probe``, ``version`` and ``locate_program`` tell
``paraf doctor`` and the log what is installed.
Why it is built this way: ``docs/decisions/0003-warm-libreoffice.md``; the jail: 0013.
"""

from pipeline.adapters.conversion.installation import locate_program, probe, version
from pipeline.adapters.conversion.libreoffice import LibreOffice

__all__ = ["LibreOffice", "locate_program", "probe", "version"]
