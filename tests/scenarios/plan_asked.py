"""Two rounds ask; what is answered is verified, signed, published and judged from two sides."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from playwright.sync_api import expect

from activities.models import ImplementationUpdate, IndicatorValue, RoundItem
from documents.models import Document
from recommendations.models import Assessment
from tests import factories as make
from tests.files import upload

from .desk import choose, content_of, done, signed_in

HEADLINE = "Births are registered in every hospital"
NARRATIVE = "Since March every public hospital registers each birth on the spot, free of charge."


def open_a_round(walk, people, kind, *names):
    """The officer takes the form as it is offered: the last half-year, or year, that is over."""
    walk.sign_in_as(people.officer, f"/workspace/rounds/new/?kind={kind}")
    walk.press("Show who will owe what")
    walk.reads("2 answers are asked for", *names)
    walk.follow("Open the round")
    walk.press("Open the round")
    walk.reads("0 of 2 answered or excused")
    return walk.page.url.removeprefix(walk.address)


def the_custodian_gives_a_value_and_none(walk, people, place):
    items = RoundItem.objects.exclude(indicator=None).select_related("indicator", "round")
    assert {item.institution for item in items} == {people.office}
    year = items[0].round.period_to.year
    walk.sign_in_as(people.statistician, place)
    walk.follow("Enter the value", first=True)
    walk.fill({"Period": f"{year}", "Value": "41"})
    walk.press("Save")
    walk.open(place)
    walk.follow("No new value")
    walk.press("Say that no new value exists")
    walk.reads("2 of 2 answered or excused")
    assert IndicatorValue.objects.get().value == 41


def the_ministry_writes_and_has_nothing_new(walk, people, place):
    walk.sign_in_as(people.focal_point, place)
    first, second = (
        walk.page.locator("#items li").filter(has_text=row.reference) for row in people.rows
    )
    walk.follow("Write update", within=first)
    walk.fill({"Headline": HEADLINE, "What was done": NARRATIVE, "Source of the": "Decree 12"})
    choose(walk, "Files", upload("decree.pdf"))
    walk.press("Save draft")
    walk.reads("The draft is saved.", "decree.pdf")
    its_file_is_read_by_its_institution_alone(people)
    walk.press("Save and go on to submit")
    walk.press("Submit")
    walk.open(place)
    walk.follow("Nothing new", within=second)
    walk.press("Submit: nothing new")
    walk.reads("2 of 2 answered or excused")


def its_file_is_read_by_its_institution_alone(people):
    address = Document.objects.get().get_absolute_url()
    own = [people.focal_point, people.deputy, people.minister]
    others = [
        *(people.officer, people.other_focal_point, people.society, people.statistician),
        *(make.administrator(), make.consultation_officer()),
        *(make.representative(kind) for kind in ("nhri", "parliament", "judiciary", "un")),
    ]
    for person in own:
        assert content_of(signed_in(person).get(address)).startswith(b"%PDF"), person
    seen = {person: signed_in(person).get(address).status_code for person in others}
    assert set(seen.values()) <= {403, 404}, seen
    assert Client().get(address).status_code == 404


def verify_by_the_keyboard(walk, people):
    walk.sign_in_as(people.officer, "/workspace/updates/verify/")
    where = walk.page.locator(".queue-at strong")
    expect(where).to_have_text("1 of 2")
    for left in ("1 of 1", None):
        walk.page.keyboard.press("a")
        walk.page.keyboard.press("v")
        if left:
            expect(where).to_have_text(left)
    walk.reads("Nothing waits to be verified")
    assert states() == {"verified"}


def states():
    return set(ImplementationUpdate.objects.values_list("state", flat=True))


def sign_what_was_read(walk, people):
    """Both are opened one after the other, then signed in one act, password and code given."""
    walk.sign_in_as(people.minister, "/workspace/updates/sign/")
    for where in ("1 of 2", "2 of 2"):
        walk.page.keyboard.press("n")
        expect(walk.page.locator("#now")).to_have_text(where)
    walk.follow("Sign the 2 that you have read")
    walk.fill({"Password": make.PASSWORD})
    walk.press("Confirm")
    code = format_hotp_value(hotp_value(people.minister_secret, int(time.time()) // 30))
    walk.page.get_by_role("textbox").fill(code)
    walk.press("Confirm")
    walk.press("Sign them all")
    walk.reads("2 updates are signed")
    assert states() == {"signed"}
    officer = signed_in(people.officer)
    for update in ImplementationUpdate.objects.all():
        assert update.signed_by == people.minister
        shown = {"revision": update.revision}
        done(officer.post(f"/workspace/updates/{update.reference}/publish/", shown))
    assert states() == {"published"}


def two_views_stand_side_by_side(walk, people):
    row = people.rows[0]
    place = f"/workspace/recommendations/{row.reference}/assess/"
    nhri = people.nhri.appointments.get().institution
    for person, view, status, why in (
        (people.officer, "secretariat", "implemented", "The decree is in force."),
        (people.nhri, f"nhri:{nhri.pk}", "not_started", "No hospital has a registrar."),
    ):
        said = {"view": view, "status": status, "rationale": why, "publish": "on"}
        done(signed_in(person).post(place, said | {"assessed_on": "2026-01-01"}))
    nobody_else_touches_the_nhris(people)
    walk.leave_as_stranger()
    walk.open(f"/recommendations/{row.reference}/")
    views = walk.page.get_by_role("region", name="Where it stands, and who says so")
    walk.reads("Views differ:", "Implemented", "Not started", nhri.label, within=views)
    walk.reads("No hospital has a registrar.")
    walk.reads(HEADLINE)


def nobody_else_touches_the_nhris(people):
    theirs = Assessment.objects.get(viewpoint="nhri")
    said = {"status": "implemented", "rationale": "All is well.", "assessed_on": "2026-01-02"}
    for person in (people.officer, people.focal_point, people.minister, make.administrator()):
        client = signed_in(person)
        for deed, data in (("edit", said), ("retire", {"reason": "No."}), ("publish", {})):
            answer = client.post(f"/workspace/assessments/{theirs.pk}/{deed}/", data)
            assert answer.status_code in (403, 404), (person, deed)
    again = Assessment.objects.get(pk=theirs.pk)
    assert (again.publication, again.status) == ("published", "not_started")
    assert again.rationale == "No hospital has a registrar."
