"""Institutions to reshuffle, and the steps of doing so."""

import datetime as dt
import re
from urllib.parse import urlencode

import pytest

from focalpoints.models import (
    AppointmentProposal,
    Attendance,
    Committee,
    Decision,
    Institution,
    Invitation,
    Meeting,
    Reshuffle,
    Seat,
)
from nmirf.common.dates import today
from recommendations.models import Assignment, Interest, SavedView
from tests import factories as make

NEW = "/workspace/reshuffles/new/"
ACT = "Decree 12/2026"


@pytest.fixture
def officer(client):
    person = make.secretariat()
    client.force_login(person)
    return person


@pytest.fixture
def first():
    return make.InstitutionFactory(name="Ministry of Water", slug="water")


@pytest.fixture
def second():
    return make.InstitutionFactory(name="Ministry of Energy", slug="energy")


def asked(kind, **more):
    return {"kind": kind, "effective_on": today().isoformat(), "act": ACT, **more}


def address(query):
    return f"{NEW}?{urlencode(query, doseq=True)}"


def hidden(response):
    found = dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', response.content.decode())
    )
    return {name: value.replace("&quot;", '"') for name, value in found.items()}


def steps(client, query, **said):
    """The preview, then the page before the deed; the last response and what it would send."""
    preview = client.get(address(query))
    assert preview.status_code == 200, preview.content.decode()
    sent = hidden(preview) | {"step": "confirm"} | said
    confirm = client.post(address(query), sent)
    assert confirm.status_code == 200, confirm.content.decode()
    return confirm, hidden(confirm) | {"understood": "on"}


def carry_out(client, query, **said):
    _page, sent = steps(client, query, **said)
    response = client.post(address(query), sent)
    assert response.status_code == 302, response.content.decode()
    return Reshuffle.objects.latest("pk")


def merged(client, *rows, name="Ministry of Climate", **said):
    query = asked("merge", institutions=[row.slug for row in rows], name=name)
    carry_out(client, query, **said)
    return Institution.objects.get(name=name)


def assigned(institution, role="lead", state="accepted", **more):
    things = {} if "cluster" in more else {"recommendation": make.RecommendationFactory()}
    return Assignment.objects.create(
        institution=institution,
        role=role,
        state=state,
        proposed_by=make.UserFactory(),
        **(things | more),
    )


def body(response):
    return response.content.decode()


def everything(institution, officer):
    """One open thing of every kind; returns the rows."""
    person = make.AppointmentFactory(institution=institution).user
    cluster = make.ClusterFactory(lead=institution)
    committee = Committee.objects.create(slug="main", name="Main committee", kind="main")
    meeting = Meeting.objects.create(
        committee=committee,
        title="Session",
        starts_at="2031-01-01T09:00Z",
        ends_at="2031-01-01T12:00Z",
        convened_by=officer,
    )
    common = {"institution": institution}
    return {
        "cluster": cluster,
        "activity": make.ActivityFactory(lead=institution),
        "section": make.SectionFactory(assigned_to=institution),
        "decision": Decision.objects.create(meeting=meeting, number=1, text="Count.", **common),
        "attendance": Attendance.objects.create(meeting=meeting, user=person, **common),
        "seat": Seat.objects.create(committee=committee, starts_on=dt.date(2020, 1, 1), **common),
        "interest": Interest.objects.create(theme=make.ThemeFactory(), **common),
        "view": SavedView.objects.create(owner=person, name="Ours", is_shared=True, **common),
        "child": make.InstitutionFactory(parent=institution),
        "proposal": AppointmentProposal.objects.create(
            full_name="Ada",
            email="ada@example.org",
            starts_on=today(),
            proposed_by=person,
            **common,
        ),
        "invitation": Invitation.objects.create(
            token_digest="1" * 64,
            email="bo@example.org",
            full_name="Bo",
            role="deputy",
            starts_on=today(),
            invited_by=officer,
            expires_at="2031-01-01T09:00Z",
            **common,
        ),
    }


def split(**more):
    return asked("split", institution="water", name_1="Ministry of Rivers", **more)
