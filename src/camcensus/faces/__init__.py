"""WHO ASKS: thin faces on the engine."""
