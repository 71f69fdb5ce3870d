import datetime as dt

import pytest

from mechanisms.models import Instrument, Mechanism
from mechanisms.services import reference
from nmirf.common.dates import add_months
from reporting.choices import DueSource, ObligationKind
from reporting.services import clocks
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lists():
    reference.load()


def test_every_date_says_how_it_was_computed_and_whether_the_rule_is_checked():
    cedaw = Instrument.objects.get(code="CEDAW")
    found = clocks.of_instrument(cedaw, last_due_on=dt.date(2022, 11, 1))
    assert found.due_on == dt.date(2026, 11, 1)
    assert found.due_source == DueSource.COMPUTED
    assert found.explanation == "last report due on 1 November 2022 + 48 months, CEDAW art. 18"
    assert found.checked == "rule checked against its source"
    assert found.is_on_weekend
    icerd = Instrument.objects.get(code="ICERD")
    assert (
        clocks.of_instrument(icerd, last_due_on=dt.date(2022, 1, 4)).checked == "rule not checked"
    )


# Months as the committees state them: (initial, periodic).
MONTHS = {
    "ICERD": (12, 24),
    "ICCPR": (12, 96),
    "ICESCR": (24, 60),
    "CEDAW": (12, 48),
    "CAT": (12, 48),
    "CRC": (24, 60),
    "ICRMW": (12, 60),
    "CRPD": (24, 48),
}


@pytest.mark.parametrize(("code", "months"), MONTHS.items())
def test_reports_follow_the_rules_of_their_treaty(code, months):
    instrument, start = Instrument.objects.get(code=code), dt.date(2020, 5, 17)
    initial, periodic = months
    assert clocks.of_instrument(instrument, in_force_on=start).due_on == add_months(start, initial)
    assert clocks.of_instrument(instrument, last_due_on=start).due_on == add_months(start, periodic)


@pytest.mark.parametrize("code", ["ICCPR-OP1", "OPCAT", "OP-CRPD"])
def test_a_protocol_on_a_procedure_asks_for_no_report(code):
    instrument = Instrument.objects.get(code=code)
    assert clocks.of_instrument(instrument, in_force_on=dt.date(2020, 1, 1)) is None
    assert clocks.of_instrument(instrument, last_due_on=dt.date(2020, 1, 1)) is None


def test_a_treaty_with_an_initial_report_alone_has_no_next_one():
    instrument = Instrument.objects.get(code="ICPPED")
    assert clocks.of_instrument(instrument, last_due_on=dt.date(2020, 1, 1)) is None


def test_the_end_of_the_month_is_kept():
    rights = Instrument.objects.get(code="CAT")
    found = clocks.of_instrument(rights, last_due_on=dt.date(2024, 2, 29))
    assert found.due_on == dt.date(2028, 2, 29)
    assert clocks.replies_to(dt.date(2024, 2, 29)).due_on == dt.date(2025, 2, 28)


@pytest.mark.parametrize(
    ("code", "months"), [("CERD", 12), ("CAT", 12), ("CED", 12), ("CEDAW", 24), ("CMW", 24),
                         ("CESCR", 24), ("CCPR", 36), ("CRC", None), ("CRPD", None)],
)  # fmt: skip
def test_follow_up_is_counted_from_the_concluding_observations(code, months):
    review = make.ReviewFactory(
        mechanism=Mechanism.objects.get(code=code), published_on=dt.date(2025, 3, 31)
    )
    found = {item.kind: item.due_on for item in clocks.of_review(review)}
    expected = add_months(dt.date(2025, 3, 31), months) if months else None
    assert found.get(ObligationKind.FOLLOW_UP) == expected


def test_a_printed_follow_up_day_beats_the_computed_one():
    review = make.ReviewFactory(
        mechanism=Mechanism.objects.get(code="CCPR"), published_on=dt.date(2025, 3, 31)
    )
    for day, publication in ((9, "published"), (5, "published"), (1, "retired")):
        make.RecommendationFactory(
            review=review,
            publication=publication,
            follow_up_due_on=dt.date(2028, 3, day),
            follow_up_source="CCPR/C/XMA/CO/4, para. 48",
        )
    printed = clocks.printed_follow_ups([review])
    (found,) = [
        one
        for one in clocks.of_review(review, printed[review.pk])
        if one.kind == ObligationKind.FOLLOW_UP
    ]
    assert (found.due_on, found.due_source) == (dt.date(2028, 3, 5), "document")
    assert "CCPR/C/XMA/CO/4, para. 48" in found.explanation


def test_the_next_report_is_counted_from_the_last_due_date_where_it_is_known():
    mechanism = Mechanism.objects.get(code="CEDAW")
    review = make.ReviewFactory(mechanism=mechanism, published_on=dt.date(2023, 3, 1))

    def next_report():
        return {item.kind: item for item in clocks.of_review(review)}[ObligationKind.STATE_REPORT]

    assert next_report().due_on == dt.date(2027, 3, 1)
    assert "the last due date is not known" in next_report().explanation
    make.ObligationFactory(mechanism=mechanism, due_on=dt.date(2022, 7, 1), state="closed")
    assert next_report().due_on == dt.date(2026, 7, 1)


def test_the_periodic_review_has_its_own_clock():
    review = make.ReviewFactory(
        mechanism=Mechanism.objects.get(code="UPR"),
        held_on=dt.date(2025, 11, 10),
        published_on=dt.date(2026, 3, 20),
    )
    found = {item.kind: item.due_on for item in clocks.of_review(review)}
    assert found == {
        ObligationKind.NATIONAL_REPORT: dt.date(2025, 8, 18),
        ObligationKind.MID_TERM: dt.date(2028, 9, 20),
    }
