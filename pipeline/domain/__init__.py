"""What the SOP says: pure, no disk, clock, network, database, log or library."""
