"""What the government of the demo State reshuffled in past years: one new name, one merger."""

from focalpoints.choices import InstitutionKind, ReshuffleKind, ReshuffleSide
from focalpoints.models import FormerName, Institution, Reshuffle, ReshufflePart

from .clock import Clock
from .people import People

RENAMED, RENAMED_AGO = "environment", 150
JOINED, JOINED_AGO = "women-family", 1100


def seed(clock: Clock, who: People) -> None:
    """Both lie in the past: nothing that is open today has to move."""
    officer = who.officer("reshuffles")
    row = who.institutions[RENAMED]
    renamed = Reshuffle.objects.create(
        kind=ReshuffleKind.RENAME,
        effective_on=clock.ago(RENAMED_AGO),
        act="Decree on the portfolios of ministers",
        carried_out_by=officer,
        moved={"counts": {}, "waiting": []},
    )
    FormerName.objects.create(
        institution=row,
        name="Ministry of Nature and Tourism",
        name_translations={
            "fr": "Ministère de la nature et du tourisme",
            "ar": "وزارة الطبيعة والسياحة",
        },
        acronym="MNT",
        slug="nature-tourism",
        until=clock.ago(RENAMED_AGO + 1),
        reshuffle=renamed,
    )
    _parts(renamed, [row], [row])
    agency = Institution.objects.create(
        slug="womens-agency",
        name="National Agency for Women",
        name_translations={
            "fr": "Agence nationale pour les femmes",
            "ar": "الوكالة الوطنية للمرأة",
        },
        acronym="NAW",
        kind=InstitutionKind.AGENCY,
        dissolved_on=clock.ago(JOINED_AGO + 1),
    )
    joined = Reshuffle.objects.create(
        kind=ReshuffleKind.MERGE,
        effective_on=clock.ago(JOINED_AGO),
        act="Act on the Ministry of Women, Family and Children",
        carried_out_by=officer,
        moved={"counts": {"people": 3, "assignments": 41, "updates": 4}, "waiting": []},
    )
    _parts(joined, [agency], [who.institutions[JOINED]])


def _parts(reshuffle: Reshuffle, before: list[Institution], after: list[Institution]) -> None:
    for side, rows in ((ReshuffleSide.BEFORE, before), (ReshuffleSide.AFTER, after)):
        for row in rows:
            ReshufflePart.objects.create(reshuffle=reshuffle, institution=row, side=side)
