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
    """It is connected to the departmental core network: proved, or as zones state."""
    core_path: Answer = Answer.NO
    """That rests on a path which configurations permit, and which nothing was seen to use."""
    core_bridge: Answer = Answer.NO
    """Something was found that may join its network with the core past all configurations."""
    core_proved: Answer = Answer.NO
    """That rests on what was seen or configured, not only on what is stated of zones."""
    deployed_since: Answer = Answer.UNKNOWN
    """It was deployed onto the site on or after the day the order came into force."""
    ours: Answer = Answer.UNKNOWN
    """It is the body's to answer for: under its control, or the landlord's where the owner reads that so."""
    maker_named: Answer = Answer.UNKNOWN
    """Its builder or legal manufacturer stands on the list the clause names, or is linked to one that does, as far as
    the list reaches."""
    covered_purpose: Answer = Answer.UNKNOWN
    """It serves a purpose to which the list limits that entry; yes where the entry is not limited."""
    acquired_since: Answer = Answer.UNKNOWN
    """It was acquired on or after the day from which the clause applies."""
    online: Answer = Answer.UNKNOWN
    """It can reach the internet, or be reached from there, as stated."""
    recorded: Answer = Answer.UNKNOWN
    """It stands in a register with its make; unknown where no register that was read has it."""
    federal_money: Answer = Answer.UNKNOWN
    """Federal award funds paid for it, as stated."""
    bought_direct: Answer = Answer.UNKNOWN
    """The contract by which it came was with the named company itself, as stated."""
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
    "core_path",
    "core_bridge",
    "core_proved",
    "deployed_since",
    "ours",
    "maker_named",
    "covered_purpose",
    "acquired_since",
    "online",
    "recorded",
    "federal_money",
    "bought_direct",
    "considered",
    "review_overdue",
)
"""The names of the facts, in their order, as columns carry them."""
