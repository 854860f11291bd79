"""Who may see and do what: roles, what each may do, and how much of an estate a person reaches."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is to the register; exactly one."""

    VIEWER = "viewer"
    SURVEYOR = "surveyor"
    OFFICER = "officer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """One thing that may be done."""

    SEE = "see"
    """The register, findings and evidence of what one reaches."""
    SURVEY = "survey"
    """Take walk-round sheets out and bring them back; settle what was seen."""
    DECIDE = "decide"
    """Sign determinations, record waivers and considerations, settle conflicts, judge purchases, issue documents."""
    PROVE = "prove"
    """See the log, its proofs, and who read what."""
    ADMINISTER = "administer"
    """Accounts and tokens. It gives no sight of the register by itself."""


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.VIEWER: frozenset({Right.SEE}),
    Role.SURVEYOR: frozenset({Right.SEE, Right.SURVEY}),
    Role.OFFICER: frozenset({Right.SEE, Right.SURVEY, Right.DECIDE}),
    Role.AUDITOR: frozenset({Right.SEE, Right.PROVE}),
    Role.ADMINISTRATOR: frozenset({Right.ADMINISTER}),
}
"""Whoever gives out accounts is not by that an officer; a person who is both has two accounts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The part of an estate that somebody reaches: all of it, or these bodies with all that is theirs, and these sites.

    What lies at no known site is reached by whoever reaches its body.
    """

    everything: bool = False
    bodies: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()

    def covers(self, body: str | None, site: str | None) -> bool:
        """Whether what is a body's, at a site, is reached."""
        return self.everything or bool((body and body in self.bodies) or (site and site in self.sites))


EVERYTHING = Reach(everything=True)
NOTHING = Reach()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whoever asks."""

    name: str
    role: Role
    reach: Reach = NOTHING

    def may(self, right: Right) -> bool:
        """Whether the role allows it; how far is a matter of `reach`."""
        return right in RIGHTS[self.role]
