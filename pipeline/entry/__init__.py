"""Ways in: the command line, the daemon, the demo."""
