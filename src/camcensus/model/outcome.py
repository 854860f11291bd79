"""The answer to one clause, and how answers combine."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from functools import reduce


class Outcome(Enum):
    """Four answers, from the mildest to the gravest. Unknown is an answer of its own."""

    NOT_APPLICABLE = "not-applicable"
    MET = "met"
    UNKNOWN = "unknown"
    NOT_MET = "not-met"

    @property
    def rank(self) -> int:
        """Place in ``not-applicable < met < unknown < not-met``."""
        return _RANK[self]

    def __and__(self, other: Outcome) -> Outcome:
        """Both asked together: the graver answer stands.

        Commutative, associative and idempotent, with NOT_APPLICABLE as neutral element, so that partial answers of
        many workers merge in any order.
        """
        return max(self, other, key=lambda outcome: outcome.rank)


_RANK = {outcome: rank for rank, outcome in enumerate(Outcome)}


def combine(outcomes: Iterable[Outcome]) -> Outcome:
    """The answer to all together. No findings is not an answer: nothing at all gives UNKNOWN."""
    found = list(outcomes)
    return reduce(Outcome.__and__, found) if found else Outcome.UNKNOWN


class Answer(Enum):
    """Yes, no, or not known: what every fact about a site, zone or maker is."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @staticmethod
    def any_of(answers: Iterable[Answer]) -> Answer:
        """Yes if one is yes; no only if all are no; otherwise unknown."""
        found = set(answers)
        if Answer.YES in found:
            return Answer.YES
        return Answer.NO if found == {Answer.NO} else Answer.UNKNOWN
