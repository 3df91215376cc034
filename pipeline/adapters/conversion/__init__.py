"""Word to PDF/A-2b with warm, jailed LibreOffice processes.

``LibreOffice`` is the converter; ``probe``, ``version`` and ``isolation`` tell ``paraf doctor``
what is installed and how well it is locked in. Why it is built this way:
``docs/decisions/0003-warm-libreoffice.md``.
"""

from pipeline.adapters.conversion.installation import probe, version
from pipeline.adapters.jail import Isolation, isolation
from pipeline.adapters.conversion.libreoffice import LibreOffice

__all__ = ["Isolation", "LibreOffice", "isolation", "probe", "version"]
