"""A small register to draw, and what a drawing is read with."""

import datetime as dt
from urllib.parse import urlsplit
from xml.etree import ElementTree

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from portal.filters import RegisterFilter
from portal.reader import Reader
from recommendations.models import (
    Assessment,
    Assignment,
    ClusterMembership,
    SdgGoal,
    SdgGoalLink,
    SdgTarget,
    SdgTargetLink,
    ThemeLink,
)
from tests import factories as make

SVG = "{http://www.w3.org/2000/svg}"


def assess(row, status):
    Assessment.objects.create(
        recommendation=row,
        viewpoint="secretariat",
        author=make.UserFactory(),
        status=status,
        assessed_on=dt.date(2026, 1, 1),
        rationale="Seen.",
        publication="published",
    )


STATUSES = ["implemented", "in_progress", "", "in_progress", "planned", "", "not_started"]


def _row(number, review, leads):
    row = make.RecommendationFactory(
        review=review,
        mechanism=review.mechanism,
        position=("supported", "noted", "not_stated")[number % 3],
        lead=leads[0] if number in (0, 1) else None,
    )
    if STATUSES[number]:
        assess(row, STATUSES[number])
    return row


def build():
    """Two bodies, three reviews, themes in levels, goals, leads and deeds; a draft that counts nowhere."""
    upr = make.MechanismFactory(code="UPR", short_name="UPR", kind="upr")
    crc = make.MechanismFactory(code="CRC", short_name="CRC")
    reviews = [
        make.ReviewFactory(slug="upr-3", mechanism=upr, cycle=3, published_on=dt.date(2019, 1, 1)),
        make.ReviewFactory(slug="upr-4", mechanism=upr, cycle=4, published_on=dt.date(2024, 1, 1)),
        make.ReviewFactory(slug="crc-1", mechanism=crc, cycle=None),
    ]
    top = make.ThemeFactory(code="top", name="Top")
    themes = [make.ThemeFactory(code="part", parent=top), make.ThemeFactory(code="other")]
    goal = SdgGoal.objects.create(number=16, name="Peace")
    target = SdgTarget.objects.create(code="16.9", goal=goal, name="Identity")
    leads = [make.InstitutionFactory(slug=f"lead-{n}") for n in (1, 2)]
    cluster = make.ClusterFactory()
    Assignment.objects.create(
        cluster=cluster,
        institution=leads[1],
        role="lead",
        state="accepted",
        proposed_by=make.UserFactory(),
    )
    rows = [_row(number, reviews[number % 3], leads) for number in range(len(STATUSES))]
    for number in range(5):
        ThemeLink.objects.create(recommendation=rows[number], theme=themes[0])
    for number in (1, 2):
        ThemeLink.objects.create(recommendation=rows[number], theme=themes[1])
        ThemeLink.objects.create(recommendation=rows[number], theme=top)
    SdgGoalLink.objects.create(recommendation=rows[3], goal=goal)
    for number in (3, 4):
        SdgTargetLink.objects.create(recommendation=rows[number], target=target)
    for number in (1, 4):
        ClusterMembership.objects.create(
            cluster=cluster, recommendation=rows[number], overlap="direct"
        )
    for number, status in ((5, "cancelled"), (6, "completed")):
        activity = make.ActivityFactory(publication="published", status=status)
        activity.recommendations.add(rows[number])
    draft = make.RecommendationFactory(
        review=reviews[0], mechanism=upr, publication="draft", published_at=None, lead=leads[0]
    )
    ThemeLink.objects.create(recommendation=draft, theme=themes[0])


def parsed(content):
    """Written by ourselves."""
    return ElementTree.fromstring(content)  # noqa: S314


def drawing(client, name, query=""):
    return client.get(f"/charts/{name}/{query}").context["drawing"]


def listed(address):
    """How many the register finds under an address, as a stranger."""
    found = RegisterFilter(QueryDict(urlsplit(address).query), Reader(AnonymousUser()))
    assert not found.ignored
    return found.qs.count()


def counted(shown):
    """By row and status, from the drawing."""
    return {
        (row.label, cell.look.key): cell.number
        for row in shown.rows
        for cell in row.cells
        if cell.number
    }
