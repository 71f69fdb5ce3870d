"""Who may open which address: the access table, address by address.

A rule names the roles that get in. Everybody else is refused: a stranger is led to the sign-in
page (302), a signed-in person gets 403 with a reason, or 404 where the record itself is hidden.
What is reached without an account at all refuses strangers with 403 or 404 too, the API with 401 who
brings no token. `tests/test_every_url.py` walks every address of the site against
every role and fails on an address that has no rule here.
"""

from .access import (
    accounts,
    activities,
    api,
    documents,
    focalpoints,
    mechanisms,
    notifications,
    portal,
    recommendations,
    reporting,
    site,
)
from .access.rules import (
    ADMINISTRATOR,
    ALL_REPORTERS,
    ANONYMOUS,
    AUTHORITY,
    CONSULTATION_OFFICER,
    CSO,
    DEPUTY,
    EDITORS,
    EVERYONE,
    FOCAL_POINT,
    MEMBERS,
    NHRI,
    OFFICERS,
    OTHER_FOCAL_POINT,
    OWN_INSTITUTION,
    PARLIAMENT,
    REPORTERS,
    ROLES,
    SECRETARIAT,
    SIGNED_IN,
    Rule,
    only,
    public,
)

__all__ = [
    "ACCESS",
    "ADMINISTRATOR",
    "ALL_REPORTERS",
    "ANONYMOUS",
    "AUTHORITY",
    "CONSULTATION_OFFICER",
    "CSO",
    "DEPUTY",
    "EDITORS",
    "EVERYONE",
    "FOCAL_POINT",
    "MEMBERS",
    "NHRI",
    "OFFICERS",
    "OTHER_FOCAL_POINT",
    "OWN_INSTITUTION",
    "PARLIAMENT",
    "REPORTERS",
    "ROLES",
    "SECRETARIAT",
    "SIGNED_IN",
    "Rule",
    "only",
    "public",
]

ACCESS: dict[str, Rule] = {
    **site.RULES,
    **accounts.RULES,
    **focalpoints.RULES,
    **recommendations.RULES,
    **activities.RULES,
    **documents.RULES,
    **mechanisms.RULES,
    **notifications.RULES,
    **reporting.RULES,
    **portal.RULES,
    **api.RULES,
}
