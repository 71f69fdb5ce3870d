"""What is planned, done and measured, and what is officially told about it."""

from .activities import (
    Activity,
    ActivityCluster,
    ActivityGroup,
    ActivityInstitution,
    ActivityObjective,
    ActivityRecommendation,
    ActivityStep,
    BudgetLine,
    Milestone,
)
from .indicators import (
    Indicator,
    IndicatorActivity,
    IndicatorCluster,
    IndicatorObjective,
    IndicatorRecommendation,
    RightAttribute,
    Unit,
)
from .plans import (
    NationalPlan,
    ObjectiveCluster,
    ObjectiveRecommendation,
    ObjectiveTarget,
    PlanObjective,
    PlanVersion,
)
from .rounds import CollectionRound, RoundItem, RoundWork
from .updates import (
    Evidence,
    ImplementationUpdate,
    UpdateReading,
    UpdateStep,
    UpdateTarget,
    Verification,
    at_page,
)
from .values import Category, IndicatorValue, ValueImport

__all__ = [
    "Activity",
    "ActivityCluster",
    "ActivityGroup",
    "ActivityInstitution",
    "ActivityObjective",
    "ActivityRecommendation",
    "ActivityStep",
    "BudgetLine",
    "Category",
    "CollectionRound",
    "Evidence",
    "ImplementationUpdate",
    "Indicator",
    "IndicatorActivity",
    "IndicatorCluster",
    "IndicatorObjective",
    "IndicatorRecommendation",
    "IndicatorValue",
    "Milestone",
    "NationalPlan",
    "ObjectiveCluster",
    "ObjectiveRecommendation",
    "ObjectiveTarget",
    "PlanObjective",
    "PlanVersion",
    "RightAttribute",
    "RoundItem",
    "RoundWork",
    "Unit",
    "UpdateReading",
    "UpdateStep",
    "UpdateTarget",
    "ValueImport",
    "Verification",
    "at_page",
]
