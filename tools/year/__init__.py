"""A year of an office at random: people, their accounts of it, and what Paraf says of it."""
