"""ASK: one question to a device per file, as steps; a probe never opens a socket."""
