"""How it is done: one tool a room, one door a library; neighbours never meet."""
