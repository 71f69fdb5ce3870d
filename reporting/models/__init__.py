"""What the State owes, what it drafts, what people say about the draft."""

from .agenda import AgendaItem
from .consultations import Comment, CommenterIdentity, Consultation, IdentityLook
from .drafts import DraftVersion, RenderedFile, ReportDraft, Section
from .obligations import Obligation

__all__ = [
    "AgendaItem",
    "Comment",
    "CommenterIdentity",
    "Consultation",
    "DraftVersion",
    "IdentityLook",
    "Obligation",
    "RenderedFile",
    "ReportDraft",
    "Section",
]
