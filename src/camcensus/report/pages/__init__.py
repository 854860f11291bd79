"""WHAT PAGES SHOW: an assessment as tables, in the words of every other form, for a console and an API to ask."""
