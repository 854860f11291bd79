"""WHAT PEOPLE HAND OVER: one document per file; ``compose(material) -> Document``, drawn as a page or as a PDF.

A document says nothing that is not in its material, so that the same material gives the same bytes.
"""
