"""WHAT IS KNOWN, as data: makers, brands, parties, fingerprints, orders, vocabulary; `load` is its only code."""
