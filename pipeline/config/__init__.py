"""The office folder's configuration as frozen values; every problem is listed at once."""
