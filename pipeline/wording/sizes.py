"""Sizes of files, for administrators and other systems."""


def size_words(size: int) -> str:
    """Write a size in bytes as people read it, and as ``Bag-Size`` wants it: ``1.5 MB``."""
    amount, units = float(size), ["bytes", "KB", "MB", "GB", "TB"]
    while amount >= 1000 and len(units) > 1:
        amount /= 1000
        units.pop(0)
    return f"{size} bytes" if units[0] == "bytes" else f"{amount:.1f} {units[0]}"
