"""The register's records, in modules by noun."""

from .assessments import Assessment, AssessmentEvidence
from .clusters import Assignment, Cluster, ClusterMembership
from .imports import ImportBatch, ImportRow, SourceRecord
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
    "GroupLink",
    "ImportBatch",
    "ImportRow",
    "Objective",
    "ObjectiveLink",
    "PositionChange",
    "Recommendation",
    "RecommendationText",
    "RecommendingState",
    "Repeat",
    "SdgGoal",
    "SdgGoalLink",
    "SdgTarget",
    "SdgTargetLink",
    "SourceRecord",
    "Theme",
    "ThemeLink",
]
