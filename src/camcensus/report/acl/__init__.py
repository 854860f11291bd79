"""ACLS: the same containment as text for each platform, one file a platform.

Each has `render(containment)`, the text; `load` and `back_out`, the commands that bring it in and take it away; and
`chains`, by which the reader of its dialect knows the lists that decide (none: all steps of the box). Nothing here
takes away what stands on a box, and what is wanted of other devices stays as it is.
"""
