"""What people type into the search of the register, read and asked of the database.

`query` makes a tree of what was typed, whatever it is; `synonyms` adds what means the same;
`conditions` turns the tree into conditions on recommendations, `hits` shows where they matched,
`spelling` offers words that are in the register in the place of words that are not.
"""

from .reading import Search, read

__all__ = ["Search", "read"]
