"""LISTEN: one capture or log format per file."""
