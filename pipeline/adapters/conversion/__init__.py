"""Word to PDF/A-2b with warm, jailed LibreOffice processes.

``LibreOffice`` is the converter; ``probe``, ``version``, ``locate_program`` and ``isolation`` tell
``paraf doctor`` and the log what is installed and how well it is locked in. Why it is built this
way: ``docs/decisions/0003-warm-libreoffice.md``.
"""

from pipeline.adapters.conversion.installation import locate_program, probe, version
from pipeline.adapters.conversion.jail import Isolation, isolation
from pipeline.adapters.conversion.libreoffice import LibreOffice

__all__ = ["Isolation", "LibreOffice", "isolation", "locate_program", "probe", "version"]
