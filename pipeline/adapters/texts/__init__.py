"""The words of filed documents, for the catalogue; read by a jailed child (decision 0013).

``jobs`` is what the child loads, ``jailed`` what the archive asks.
"""
