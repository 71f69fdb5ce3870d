"""The register's records, in modules by noun."""

from .assessments import Assessment, AssessmentEvidence
from .bulk import BulkEdit, BulkEditItem
from .clusters import Assignment, Cluster, ClusterMembership
from .doubles import Merge, Suggestion
from .editions import TextEdition, TextEditionRow
from .imports import (
    ExternalCoding,
    ImportBatch,
    ImportMapping,
    ImportRow,
    RowDecision,
    SourceRecord,
    TermDecision,
)
from .interests import Interest
from .links import (
    GroupLink,
    ObjectiveLink,
    RecommendingState,
    SdgGoalLink,
    SdgTargetLink,
    TermLink,
    ThemeLink,
)
from .lists import LISTINGS, Listing, TermMerge
from .positions import PositionChange
from .recommendation import (
    Recommendation,
    RecommendationText,
    Repeat,
)
from .search import SearchWord, Synonym
from .tables import TableClaim, TableItem, TablePress, ThematicTable
from .taxonomy import AffectedGroup, Objective, SdgGoal, SdgTarget, Term, Theme
from .views import SavedView

__all__ = [
    "LISTINGS",
    "AffectedGroup",
    "Assessment",
    "AssessmentEvidence",
    "Assignment",
    "BulkEdit",
    "BulkEditItem",
    "Cluster",
    "ClusterMembership",
    "ExternalCoding",
    "GroupLink",
    "ImportBatch",
    "ImportMapping",
    "ImportRow",
    "Interest",
    "Listing",
    "Merge",
    "Objective",
    "ObjectiveLink",
    "PositionChange",
    "Recommendation",
    "RecommendationText",
    "RecommendingState",
    "Repeat",
    "RowDecision",
    "SavedView",
    "SdgGoal",
    "SdgGoalLink",
    "SdgTarget",
    "SdgTargetLink",
    "SearchWord",
    "SourceRecord",
    "Suggestion",
    "Synonym",
    "TableClaim",
    "TableItem",
    "TablePress",
    "Term",
    "TermDecision",
    "TermLink",
    "TermMerge",
    "TextEdition",
    "TextEditionRow",
    "ThematicTable",
    "Theme",
    "ThemeLink",
]
