"""What the State owes, what it drafts, what people say about the draft."""

from .consultations import Comment, CommenterIdentity, Consultation, IdentityLook
from .drafts import DraftVersion, RenderedFile, ReportDraft, Section
from .obligations import Obligation

__all__ = [
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
