"""The shared folders: finding what was dropped, claiming it, delivering, keeping the record."""
