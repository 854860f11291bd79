"""Steps from each shape of the log to the next; a log of any age opens."""
