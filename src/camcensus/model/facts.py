"""What a check may know of one device or site: each fact may be unknown."""

from __future__ import annotations

from dataclasses import dataclass

from camcensus.model.outcome import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One combination of facts. Decided once, however many devices share it."""

    surveillance: Answer = Answer.UNKNOWN
    """It is visual surveillance equipment."""
    in_use: Answer = Answer.UNKNOWN
    """It is installed: not removed, not in store."""
    maker_subject: Answer = Answer.UNKNOWN
    """It was produced by a company subject to the law; for a site: some equipment there was."""
    sensitive: Answer = Answer.UNKNOWN
    """The site is a sensitive site."""
    core: Answer = Answer.UNKNOWN
    """It is connected to the departmental core network, as far as zones state."""
    deployed_since: Answer = Answer.UNKNOWN
    """It was deployed onto the site on or after the day the order came into force."""
    ours: Answer = Answer.UNKNOWN
    """It is the body's to answer for: under its control, or the landlord's where the owner reads that so."""
    considered: Answer = Answer.NO
    """A consideration is recorded for the clause and not due for review."""
    review_overdue: Answer = Answer.NO
    """A consideration is recorded whose review day has passed."""


FACTS = (
    "surveillance",
    "in_use",
    "maker_subject",
    "sensitive",
    "core",
    "deployed_since",
    "ours",
    "considered",
    "review_overdue",
)
"""The names of the facts, in their order, as columns carry them."""
