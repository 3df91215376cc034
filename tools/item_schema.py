"""Write the JSON Schema that is filed with every berkas, from the record it describes."""

from importlib import resources
from pathlib import Path

from pipeline.adapters.archive.record import item_schema


def main() -> None:
    """Write it where the archive takes it from."""
    with resources.as_file(resources.files("pipeline.adapters.archive")) as folder:
        Path(folder / "skema-item.json").write_bytes(item_schema())


if __name__ == "__main__":
    main()
