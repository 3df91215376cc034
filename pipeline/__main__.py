"""``python -m pipeline`` and the ``paraf`` command."""

from pipeline.entry.cli import main

if __name__ == "__main__":
    main()
