"""HOW WE LEARN: asking devices, listening to captures, reading files, looking at pictures; yields observations."""
