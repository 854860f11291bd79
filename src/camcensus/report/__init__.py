"""HOW IT IS HANDED OVER: one form per file; ``render(material) -> bytes``.

A form is three files: ``x.py``, its definition ``x.toml``, and ``tests/report/test_x.py`` with a golden file.
"""
