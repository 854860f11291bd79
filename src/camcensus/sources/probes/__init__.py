"""ASK: one question to a device per file, as steps; a probe never opens a socket.

A probe is three files: ``x.py`` with ``ask(target, port)``, its definition ``x.toml``, and
``tests/sources/probes/test_x.py``, a dialogue. Modules whose name begins with an underscore are shared parts.
"""
