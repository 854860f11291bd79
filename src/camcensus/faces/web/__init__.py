"""WHO ASKS OVER THE NETWORK: programs with tokens, and people at a console; thin, and only within a person's reach."""
