"""What is known: the loader, and what must hold of every entry."""
