"""The command line: ``paraf``. English, exit codes as in design.md section 14."""

from pipeline.entry.cli.app import main

__all__ = ["main"]
