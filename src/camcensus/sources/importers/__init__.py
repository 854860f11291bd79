"""READ: one file format per file; ``detect(head)`` never raises, ``read(path, context)`` yields chunks.

An importer is three files: ``x.py``, its definition ``x.toml``, and ``tests/sources/importers/test_x.py``. Modules
whose name begins with an underscore are shared parts, not importers.
"""
