"""Another language's edition of a document, matched with the records that it holds already.

edition = start_edition(file=…, language="fr", …, actor=officer)   # read and judged, nothing written
write_edition(pk=edition.pk, actor=officer)                        # all of it, in one transaction
undo_edition(pk=edition.pk, actor=officer)                         # as long as nobody edited since
"""

from .reading import EDITION_MAX_BYTES
from .writing import discard_edition, start_edition, undo_edition, write_edition

__all__ = [
    "EDITION_MAX_BYTES",
    "discard_edition",
    "start_edition",
    "undo_edition",
    "write_edition",
]
