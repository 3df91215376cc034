"""Random kills over a loaded office: ``python -m tools.torture KILLS``."""
