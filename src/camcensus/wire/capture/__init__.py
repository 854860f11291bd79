"""Captured packets in columns: where records lie in a block of bytes, and what their headers say, many at a time."""
