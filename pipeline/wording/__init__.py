"""What staff, signers and archivists read: Indonesian, ready to print."""
