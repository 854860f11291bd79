"""Small hand-made inputs that tests of several rooms share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cache

import polars as pl

from camcensus.engine import known
from camcensus.knowledge import load
from camcensus.model import frames
from camcensus.model.estate import Body, Estate, Sensitivity, Site, Statement, Zone
from camcensus.model.finding import Determination
from camcensus.model.knowledge import Knowledge
from camcensus.model.observation import Observation
from camcensus.model.outcome import Answer
from camcensus.model.profile import Profile
from camcensus.reason.sayings import Sayings

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
ORDER = "uk-wms-2022-11-24"
AS_OF = date(2026, 11, 23)


@cache
def knowledge() -> Knowledge:
    """The project's own knowledge, loaded once."""
    return load.load(load.read())


@cache
def sayings() -> Sayings:
    """What tells of each value what it says, with all that is known."""
    return known.sayings(knowledge())


def day(text: str | None) -> datetime | None:
    """A day as its first moment in UTC."""
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


def see(  # one argument a column; all by name
    subject: str,
    *facts: tuple[str, str],
    at: str | None = "2026-11-10",
    realm: str = "main",
    position: int = 1,
    body: str = "dept",
    record: str = "",
    source: str = "importer:nmap-xml@1",
) -> pl.DataFrame:
    """What one record says of one subject, as it comes out of the log."""
    moment = day(at)
    original = (record or f"{subject}{at}{position}").encode().ljust(32, b".")[:32]
    rows = [
        Observation(
            body=body, realm=realm, subject=subject, field=field, value=value, source=source, at=moment, until=moment,
            at_quality="exact" if moment else "unknown", original=original,
        )
        for field, value in facts
    ]  # fmt: skip
    return frames.from_observations(rows).with_columns(position=pl.lit(position, dtype=pl.Int64))


def log(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Records as one frame, as the store gives them."""
    nothing = frames.empty().with_columns(position=pl.lit(0, dtype=pl.Int64))
    return pl.concat([nothing, *parts])


def sensitivity(answer: Answer) -> Sensitivity:
    """All four limbs answered alike."""
    said = Statement(answer=answer, said_by="A. Example", said_on=date(2026, 1, 1))
    return Sensitivity(holds_secret=said, vetted_officials=said, used_by_ministers=said, socpa_location=said)


def estate(*, sensitive: Answer = YES, core: Answer = NO) -> Estate:
    """One body, one site, a camera zone 10.0.1.0/24 and a core zone 10.0.2.0/24."""
    said = Statement(answer=core, said_by="B. Example", said_on=date(2026, 1, 1))
    return Estate(
        bodies=(Body(id="dept", name="Department"),),
        sites=(Site(id="hq", name="Headquarters", body="dept", controller="ours", sensitive=sensitivity(sensitive)),),
        zones=(
            Zone(id="cameras", site="hq", kind="camera", cidrs=("10.0.1.0/24",), vlans=(40,), core=said),
            Zone(id="core", site="hq", kind="core", cidrs=("10.0.2.0/24",)),
        ),
    )


def profile(*signed: str) -> Profile:
    """The UK statement, with determinations *subject* signed for the makers named."""
    return Profile(
        orders=(ORDER,),
        determinations=tuple(
            Determination(maker=maker, subject=True, person="A. Example", signed=date(2026, 1, 1), reason="registered")
            for maker in signed
        ),
    )


HIKVISION = ("http.server", "DNVRS-Webs"), ("tls.subject", "CN=www.hikvision.com,OU=DVRNVR,O=HIKVISION")
AXIS = (("tls.subject", "CN=axis-accc8ea31abf,O=Axis Communications AB"),)
