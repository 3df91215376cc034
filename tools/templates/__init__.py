"""Builds the sample Word templates from scratch: few styles, nothing that Word would not write."""
