"""Another language's edition of a document, matched with the records that it holds already.

edition = start_edition(file=…, language="fr", …, actor=officer)   # read and judged, nothing written
choose_record(pk=edition.pk, position=4, reference="CRC-5-12-2", actor=officer)   # where several fit
write_edition(pk=edition.pk, actor=officer)                        # all of it, in one transaction
undo_edition(pk=edition.pk, actor=officer)                         # as long as nobody edited since
"""

from .judging import fitting
from .reading import EDITION_MAX_BYTES
from .writing import choose_record, discard_edition, start_edition, undo_edition, write_edition

__all__ = [
    "EDITION_MAX_BYTES",
    "choose_record",
    "discard_edition",
    "fitting",
    "start_edition",
    "undo_edition",
    "write_edition",
]
