"""Session descriptions (RFC 8866): what a camera says of the stream it would send."""

from __future__ import annotations

MAX_LINES = 400


def lines(data: bytes) -> list[tuple[str, str]]:
    """(letter, text) of each line, in order; attributes come as ``("a", "name:value")``.

    Lines of another form are left out: recorders break the rules. Raises `ValueError` if no line is of the form.
    """
    found = []
    for line in data.decode("utf-8", "replace").splitlines()[:MAX_LINES]:
        letter, mark, text = line.strip().partition("=")
        if mark and len(letter) == 1 and letter.isalpha():
            found.append((letter, text.strip()))
    if not found:
        raise ValueError("it is no session description")
    return found
