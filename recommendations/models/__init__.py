"""The register's records, in modules by noun."""

from .assessments import Assessment, AssessmentEvidence
from .bulk import BulkEdit, BulkEditItem
from .clusters import Assignment, Cluster, ClusterMembership
from .imports import (
    ExternalCoding,
    ImportBatch,
    ImportMapping,
    ImportRow,
    RowDecision,
    SourceRecord,
    TermDecision,
)
from .recommendation import (
    GroupLink,
    ObjectiveLink,
    PositionChange,
    Recommendation,
    RecommendationText,
    RecommendingState,
    Repeat,
    SdgGoalLink,
    SdgTargetLink,
    ThemeLink,
)
from .taxonomy import AffectedGroup, Objective, SdgGoal, SdgTarget, Theme
from .views import SavedView

__all__ = [
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
    "SourceRecord",
    "TermDecision",
    "Theme",
    "ThemeLink",
]
