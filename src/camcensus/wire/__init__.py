"""FORMATS: pure functions between bytes and values; no sockets, no clocks, no files."""
