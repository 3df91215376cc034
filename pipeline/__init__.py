"""Paraf: an e-office that lives in shared folders."""
