"""The form of an update, as a browser sends it."""

from uuid import uuid4

from recommendations.models import Recommendation

NEW = "/workspace/updates/new/?recommendation=UPR-4-1"


def typed(**more):
    """A new form as a browser sends it."""
    return {
        "draft": str(uuid4()),
        "form": str(uuid4()),
        "revision": "0",
        "headline": "Births registered",
        "narrative": "Every hospital registers births.",
        "source": "Order 12/2026",
        "language": "en",
        "recommendations": [str(Recommendation.objects.get(reference="UPR-4-1").pk)],
        "more": "",
        "then": "save",
    } | more
