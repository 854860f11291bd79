"""CHANGES: the request for a change by which devices are contained, as a page and as plain text from one source."""
