"""What passes between the engine and the importers."""

from __future__ import annotations

import dataclasses

import pytest

from camcensus.model import frames
from camcensus.model.reading import CHUNK, Chunk, Context, Place, Reading, Remark
from camcensus.store.interface import BATCH_ROWS, SEGMENT_ROWS


def test_a_context_knows_its_file_and_nothing_else_unless_told() -> None:
    context = Context(body="b", realm="", file="00", name="scan.xml")
    assert (context.timezone, dict(context.places), context.vocabulary.secrets) == ("Europe/London", {}, ())


def test_a_chunk_without_records_is_empty() -> None:
    chunk = Chunk(observations=frames.empty())
    assert (chunk.records, chunk.redacted, chunk.remarks, dict(chunk.originals)) == (0, 0, (), {})


def test_chunks_fit_into_batches() -> None:
    assert CHUNK <= SEGMENT_ROWS < BATCH_ROWS


@pytest.mark.parametrize(
    "value",
    [Place(site="a", realm="m", timezone="UTC"), Remark(where="row 1", what="x"), Reading(name="n", format="f")],
    ids=lambda value: type(value).__name__,
)
def test_what_was_read_does_not_change(value: object) -> None:
    name = dataclasses.fields(value)[0].name  # type: ignore[arg-type]  # each is a dataclass
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, name, "other")
