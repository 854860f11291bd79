"""THE LOG: append-only batches, originals, decisions and assessments, each a leaf of one ledger."""
