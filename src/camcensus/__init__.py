"""Find every camera, name who really made it, decide what the order requires, and prove it."""

__version__ = "0.1.0"
