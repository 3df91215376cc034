"""What the office needs from the world: one small protocol a room, each saying what it raises."""
