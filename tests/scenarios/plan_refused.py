"""Bad input, as people make it: named, refused, and nothing of what was typed is lost."""

from playwright.sync_api import expect

from activities.models import (
    Activity,
    BudgetLine,
    ImplementationUpdate,
    IndicatorValue,
    PlanObjective,
)
from documents.models import Document
from tests.files import upload

from .desk import choose, table

NARRATIVE = "Since March every public hospital registers each birth on the spot."


def keeps(walk, **typed):
    """What stands in the fields, by the beginning of their labels with “_” for a blank."""
    for label, value in typed.items():
        field = walk.page.get_by_label(label.replace("_", " ")).first
        expect(field).to_have_value(value)


def a_share_of_120_and_a_period_twice(walk, people):
    walk.sign_in_as(people.statistician, "/workspace/indicators/nso-p/values/new/")
    walk.fill({"Period": "2023", "Value": "120", "Source": "Census", "Note": "First count"})
    walk.press("Save")
    walk.reads("between 0 and 100")
    keeps(walk, Period="2023", Value="120", Source="Census", Note="First count")
    assert not IndicatorValue.objects.exists()
    walk.fill({"Value": "12"})
    walk.press("Save")
    walk.open("/workspace/indicators/nso-p/values/new/")
    walk.fill({"Period": "2023", "Value": "13", "Source": "Survey", "Note": "Second count"})
    walk.press("Save")
    walk.reads("there is a value already: 12")
    keeps(walk, Period="2023", Value="13", Source="Survey", Note="Second count")
    assert IndicatorValue.objects.get().value == 12


def an_unknown_unit(walk, people):
    walk.open("/workspace/indicators/import/")
    wrong = table(("indicator", "period", "unit", "value"), ("NSO-P", "2024", "parsecs", 5))
    choose(walk, "File", wrong)
    walk.press("Upload and check")
    walk.reads("parsecs", "no such unit", "nothing was written")
    assert IndicatorValue.objects.count() == 1


def an_end_before_a_start(walk, people):
    walk.sign_in_as(people.focal_point, "/workspace/activities/new/")
    walk.fill({"Title": "Registrars in hospitals", "Description": "One in each of 40 hospitals."})
    walk.fill({"Starts on": "2026-03-01", "Ends on": "2026-02-01"})
    walk.press("Save")
    walk.reads("ends before it")
    keeps(walk, Title="Registrars in hospitals", Description="One in each of 40 hospitals.")
    keeps(walk, Starts_on="2026-03-01", Ends_on="2026-02-01")
    assert not Activity.objects.exists()
    walk.fill({"Ends on": "2028-02-01"})
    walk.press("Save")
    assert Activity.objects.get().title == "Registrars in hospitals"


def a_budget_below_nothing(walk, people):
    activity = Activity.objects.get()
    walk.open(f"/workspace/activities/{activity.slug}/money/new/")
    walk.fill({"Amount": "-5000", "Currency": "EUR", "Year": "2026"})
    walk.fill({"Source of the money": "State budget, line 12"})
    walk.press("Save")
    walk.reads("Amount", "greater than or equal to 0")
    keeps(walk, Amount="-5000", Currency="EUR", Source_of_the_money="State budget, line 12")
    assert not BudgetLine.objects.exists()


def objectives_in_a_circle(walk, people):
    below = PlanObjective.objects.get(code="1.1")
    above = below.parent
    walk.sign_in_as(people.officer, f"/workspace/plans/{above.plan.slug}/objectives/{above.pk}/")
    walk.fill({"Stands below": str(below), "What is to be reached": "Every child has a name."})
    walk.fill({"Reason for the change": "Put in order"})
    walk.press("Save")
    walk.reads("1 would stand below itself: 1.1 is part of it.")
    keeps(walk, What_is_to_be_reached="Every child has a name.", Reason="Put in order")
    above.refresh_from_db()
    assert above.parent is None


def a_file_too_large_and_a_program(walk, people, settings):
    """The text becomes a draft, and the person goes on with that draft."""
    settings.EVIDENCE_MAX_BYTES = 50_000
    row = people.rows[0]
    walk.sign_in_as(people.focal_point, f"/workspace/updates/new/?recommendation={row.reference}")
    walk.fill({"Headline": "Births", "What was done": NARRATIVE, "Source of the": "Decree 12"})
    choose(walk, "Files", upload("film.pdf", b"%PDF-1.7\n" + bytes(60_000)))
    walk.press("Save draft")
    walk.reads("“film.pdf” has 58.6", "KB; a file may have 48.8", "is kept as a draft")
    keeps(walk, Headline="Births", What_was_done=NARRATIVE)
    choose(walk, "Files", upload("decree.pdf", b"MZ\x90\x00" + bytes(500)))
    walk.press("Save draft")
    walk.reads("“decree.pdf” is not a PDF file, whatever its name says.")
    assert not Document.objects.exists()
    walk.follow("Open the draft")
    keeps(walk, Headline="Births", What_was_done=NARRATIVE, Source_of_the="Decree 12")
    choose(walk, "Files", upload("decree.pdf"))
    walk.press("Save draft")
    walk.reads("The draft is saved.", "decree.pdf")
    update = ImplementationUpdate.objects.get()
    assert (update.state, update.narrative) == ("draft", NARRATIVE)
    assert update.evidence_links.count() == 1
