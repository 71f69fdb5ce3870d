"""What the State owes, what it drafts, what people say about the draft."""

from .agenda import AgendaItem
from .consultations import Comment, CommenterIdentity, Consultation, IdentityLook
from .drafts import DraftVersion, RenderedFile, ReportDraft, Section
from .errors import ErrorReport
from .gap_reports import GapReport
from .obligations import Obligation
from .requests import InformationRequest, RequestAnswer, RequestItem

__all__ = [
    "AgendaItem",
    "Comment",
    "CommenterIdentity",
    "Consultation",
    "DraftVersion",
    "ErrorReport",
    "GapReport",
    "IdentityLook",
    "InformationRequest",
    "Obligation",
    "RenderedFile",
    "ReportDraft",
    "RequestAnswer",
    "RequestItem",
    "Section",
]
