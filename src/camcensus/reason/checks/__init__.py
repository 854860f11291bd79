"""One yes-or-no question per file: ``check(facts, params) -> Verdict``.

A check is three files: ``x.py``, its definition ``x.toml``, and ``tests/reason/checks/test_x.py``. It sees the facts of
one device or site and nothing else; a missing fact gives *unknown* with the evidence that would settle it.
"""
