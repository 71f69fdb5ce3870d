"""Which tables there are. One leads only to itself and to those before it."""

from collections.abc import Mapping

from portal.opendata.columns import Table

from . import deeds, lists, measured, register, told

TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        *lists.TABLES,
        deeds.INSTITUTIONS,
        register.RECOMMENDATIONS,
        register.TEXTS,
        register.STATES,
        *register.LINKS,
        register.REPEATS,
        register.POSITIONS,
        register.CLUSTERS,
        register.MEMBERS,
        register.ASSIGNMENTS,
        register.ASSESSMENTS,
        deeds.PLANS,
        deeds.OBJECTIVES,
        *deeds.OBJECTIVE_LINKS,
        deeds.ACTIVITIES,
        *deeds.ACTIVITY_LINKS,
        measured.UNITS,
        measured.CATEGORIES,
        measured.INDICATORS,
        measured.VALUES,
        *measured.LINKS,
        told.UPDATES,
        told.TARGETS,
        told.OBLIGATIONS,
        told.CONSULTATIONS,
        told.REPORTS,
        told.SECTIONS,
        told.FILES,
        told.DOCUMENTS,
        told.UPDATE_DOCUMENTS,
        told.ASSESSMENT_DOCUMENTS,
        told.REVIEW_DOCUMENTS,
    )
}

# What other tables lead to: read by few for its own sake, and listed last.
LISTS = frozenset({*(table.name for table in lists.TABLES), "institutions", "units", "categories"})
