"""ASK A SYSTEM: information systems of the owner that hold registers; only read from, and never a camera."""
