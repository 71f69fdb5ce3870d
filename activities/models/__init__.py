"""What is done, and what is officially told about it."""

from .activities import Activity, ActivityRecommendation
from .updates import Evidence, ImplementationUpdate, UpdateStep, UpdateTarget, Verification

__all__ = [
    "Activity",
    "ActivityRecommendation",
    "Evidence",
    "ImplementationUpdate",
    "UpdateStep",
    "UpdateTarget",
    "Verification",
]
