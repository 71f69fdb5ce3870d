"""The national mechanism itself, and its committees, as the page about it tells of them."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from focalpoints.choices import CommitteeKind, Membership
from focalpoints.models import Committee
from focalpoints.policies import visible_institutions
from focalpoints.querysets import CommitteeQuerySet
from nmirf.common.dates import today
from portal import mechanism as known
from portal.frame import site
from portal.reader import Reader

from . import schemas
from .parameters import Asked, choice, identifier
from .resources import BASE, Json, Resource, address, chosen, page
from .telling import coded, head, ref


def mechanism(reader: Reader, asked: Asked) -> Json:
    """What the settings of the site say, before the mechanism is set up."""
    row, terms = known.itself(reader.user)
    host = row.host if row else None
    if host and not visible_institutions(reader.user).filter(pk=host.pk).exists():
        host = None
    counted = known.members(reader.user).order_by().values_list("membership")
    members = dict(counted.annotate(number=Count("pk")))
    shown = site()
    told = {
        "url": page(f"{BASE}/national-mechanism"),
        "page": page(reverse("portal:about")),
        "name": row.label if row else shown.name,
        "acronym": shown.acronym,
        "site_title": shown.name,
        "state": shown.state,
        "state_code": row.state_code if row else "",
        "legal_basis": shown.legal_basis,
        "terms_of_reference": _document(terms),
        "host": ref(host),
        "contact": shown.contact,
        "full_members": members.get(Membership.FULL, 0),
        "consultative_members": members.get(Membership.CONSULTATIVE, 0),
        "committees": page(f"{BASE}/committees"),
        "institutions": page(f"{BASE}/institutions"),
    }
    return chosen(told, asked)


def _document(row: Document | None) -> Json | None:
    if row is None:
        return None
    return {
        "id": str(row.reference),
        "url": address("documents", row.reference),
        "title": row.title,
        "download": page(row.get_absolute_url()),
    }


def _committees(reader: Reader, asked: Asked) -> CommitteeQuerySet:
    rows = known.committees(today())
    if asked["kind"]:
        rows = rows.filter(kind=asked["kind"])
    if asked["institution"]:
        seats = known.public_seats(today()).filter(institution__slug=asked["institution"])
        rows = rows.filter(pk__in=seats.values("committee"))
    return rows


def _tell_committees(reader: Reader, rows: list[Committee]) -> list[Json]:
    return [
        head("committees", body.row.slug)
        | {
            "page": page(f"{reverse('portal:about')}#committees"),
            "name": body.row.label,
            "acronym": body.row.acronym,
            "kind": coded(body.row, "kind"),
            "meetings_held": body.held,
            "meetings_a_year": body.wanted,
            "terms_of_reference": _document(body.terms),
            "seats": [
                {"institution": ref(place.institution), "role": coded(place.seat, "role")}
                for place in body.places
            ],
        }
        for body in known.told(rows)
    ]


COMMITTEES = Resource(
    name="committees",
    one="committee",
    title=_("Committees"),
    description=_(
        "Bodies of the national mechanism that are open today, and which institutions sit in them;"
        " persons are not named here."
    ),
    schema=schemas.Committee,
    rows=_committees,
    tell=_tell_committees,
    parameters=(
        choice("kind", _("What kind of body it is."), CommitteeKind.values),
        identifier("institution", _("Id of an institution that sits in it.")),
    ),
)

__all__ = ["COMMITTEES", "mechanism"]
