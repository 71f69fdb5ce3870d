"""Doors to documents: their files, the library, one document."""
