"""THE WORDS: what the house talks about, as frozen values and table schemas; no input or output."""
