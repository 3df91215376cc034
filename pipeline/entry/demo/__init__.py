"""The demo: a whole cycle played by simulated staff through the folders only."""
