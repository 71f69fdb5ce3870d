"""Civil society hears what became of what it said."""

from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints.models import Appointment
from nmirf.common.dates import today
from notifications.choices import NewsKind
from notifications.services.inbox import notify
from recommendations.choices import Publication
from recommendations.models import Assessment


def tell_contributors(assessment: Assessment) -> int:
    """Tell those who speak for the institution today; how many lines are new.

    E-mails carry the line, so that the reason stands on the page alone.
    """
    posts = Appointment.objects.in_force(today()).filter(institution=assessment.institution_id)

    def text() -> str:
        said = {"subject": assessment.recommendation.reference}
        if assessment.publication == Publication.PUBLISHED:
            return _("What you said of %(subject)s is published.") % said
        return _("What you said of %(subject)s is not published: read why.") % said

    return notify(
        people=User.objects.active().filter(appointments__in=posts).distinct(),
        text=text,
        path=assessment.get_absolute_url(),
        key=f"assessment-{assessment.pk}-{assessment.publication}-{assessment.decided_at}",
        kind=NewsKind.CONSULTATION,
    )
