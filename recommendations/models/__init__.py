"""The register's records, in modules by noun."""

from .assessments import Assessment, AssessmentEvidence
from .clusters import Assignment, Cluster, ClusterMembership
from .doubles import Merge, Suggestion
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

__all__ = [
    "AffectedGroup",
    "Assessment",
    "AssessmentEvidence",
    "Assignment",
    "Cluster",
    "ClusterMembership",
    "ExternalCoding",
    "GroupLink",
    "ImportBatch",
    "ImportMapping",
    "ImportRow",
    "Merge",
    "Objective",
    "ObjectiveLink",
    "PositionChange",
    "Recommendation",
    "RecommendationText",
    "RecommendingState",
    "Repeat",
    "RowDecision",
    "SdgGoal",
    "SdgGoalLink",
    "SdgTarget",
    "SdgTargetLink",
    "SourceRecord",
    "Suggestion",
    "TermDecision",
    "Theme",
    "ThemeLink",
]
