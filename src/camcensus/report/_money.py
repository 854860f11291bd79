"""Amounts of money as people write them, and as whole numbers of the smallest unit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from camcensus.model.errors import UsageError

_AMOUNT = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?")
_DIGITS = {"JPY": 0, "KRW": 0, "ISK": 0, "BHD": 3, "KWD": 3, "OMR": 3, "TND": 3}
_USUAL = 2
"""Digits behind the point, where the table names no others."""
MOST = 10**15
"""Of the smallest unit: no budget is larger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Currency:
    """What amounts are in."""

    code: str
    """ISO 4217; empty: nobody said."""

    @property
    def digits(self) -> int:
        """Behind the point."""
        return _DIGITS.get(self.code, _USUAL)

    def read(self, name: str, text: str) -> int:
        """An amount in the smallest unit. Raises `UsageError` for what is none."""
        found = _AMOUNT.fullmatch(text.strip())
        behind = (found[2] or "") if found else ""
        if not found or len(behind) > self.digits:
            example = "4050" + (f".{'0' * self.digits}" if self.digits else "")
            raise UsageError(f"'{text}' is no amount of money", where=f"--say {name}", mend=f"write it like {example}")
        amount = int(found[1].replace(",", "") + behind.ljust(self.digits, "0"))
        if amount > MOST:
            raise UsageError(f"'{text}' is more than any budget", where=f"--say {name}")
        return amount

    def show(self, amount: int) -> str:
        """An amount in the smallest unit, as people write it, with its currency."""
        whole, part = divmod(amount, 10**self.digits)
        behind = f".{part:0{self.digits}}" if part else ""
        return f"{self.code} {whole:,}{behind}".strip()


def currency(said: str) -> Currency:
    """The currency that somebody names; nothing said: none. Raises `UsageError` for what is no code."""
    code = said.strip().upper()
    if code and not re.fullmatch(r"[A-Z]{3}", code):
        raise UsageError(f"'{said}' is no currency", where="--say currency", mend="write its three letters, like GBP")
    return Currency(code=code)
