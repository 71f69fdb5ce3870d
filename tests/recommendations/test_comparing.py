"""Where views differ: how far, since when, and the list of them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.choices import STEPS, Viewpoint
from recommendations.comparing import Saying, difference, latest, steps_from_validated
from recommendations.models import Assessment
from tests import factories as make

DAY = dt.date(2026, 3, 1)
VOICES = st.sampled_from(
    [("secretariat", None), ("nhri", 1), ("civil_society", 2), ("mechanism", None)]
)
STATUSES = st.sampled_from([*STEPS, "not_assessable", "superseded"])


@st.composite
def histories(draw):
    rows = draw(st.lists(st.tuples(VOICES, STATUSES, st.integers(0, 20)), max_size=12))
    return [
        Saying(viewpoint, institution, status, DAY + dt.timedelta(days=days), key)
        for key, ((viewpoint, institution), status, days) in enumerate(rows)
    ]


def spread_on(sayings, day):
    """How far the last words known on `day` lie apart, told in the plainest way."""
    words = {}
    for one in sorted(sayings, key=lambda one: (one.on, one.key)):
        if one.on <= day:
            words[one.voice] = one.status
    steps = [STEPS[status] for status in words.values() if status in STEPS]
    return max(steps) - min(steps) if steps else 0


@given(histories(), st.randoms())
def test_a_difference_is_what_stands_today_and_never_closed_since(sayings, random):
    mixed = list(sayings)
    random.shuffle(mixed)
    found = difference(mixed)
    days = sorted({one.on for one in sayings})
    today = days[-1] if days else DAY
    assert (found.steps if found else 0) == spread_on(sayings, today)
    if found is None:
        return
    assert all(spread_on(sayings, day) for day in days if day >= found.since)
    before = [day for day in days if day < found.since]
    assert not before or spread_on(sayings, before[-1]) == 0
    assert STEPS[found.most.status] - STEPS[found.least.status] == found.steps > 0


@given(histories())
def test_every_comparable_voice_is_measured_against_the_validated_one(sayings):
    last = latest(sayings)
    steps = steps_from_validated(last)
    validated = last.get(("secretariat", None))
    if validated is None or validated.status not in STEPS:
        assert steps == {}
    for voice, number in steps.items():
        assert STEPS[last[voice].status] == STEPS[validated.status] + number


def assess(row, viewpoint, status, on=DAY, institution=None, publication="published"):
    author = make.speaker(institution) if institution else make.UserFactory()
    return Assessment.objects.create(
        recommendation=row,
        viewpoint=viewpoint,
        institution=institution,
        author=author,
        status=status,
        assessed_on=on,
        rationale="Seen on the ground.",
        publication=publication,
    )


@pytest.fixture
def commission(db):
    return make.InstitutionFactory(kind="nhri", name="Human Rights Commission")


def disagreeing(commission, reference, mine="not_started", theirs="in_progress"):
    row = make.RecommendationFactory(reference=reference)
    assess(row, "secretariat", theirs, dt.date(2025, 5, 1))
    assess(row, "nhri", mine, dt.date(2026, 2, 1), commission)
    return row


def test_the_public_page_says_who_disagrees_how_far_and_since_when(client, commission):
    row = disagreeing(commission, "CRC-5-12")
    assess(row, "nhri", "in_progress", dt.date(2025, 6, 1), commission)
    body = " ".join(client.get(row.get_absolute_url()).text.split())
    assert "Views differ: 2 steps apart" in body
    assert '<time datetime="2026-02-01">' in body
    assert "2 steps less far than validated" in body
    assert "1 earlier assessment" in body


def test_views_that_agree_are_not_marked(client, commission):
    row = disagreeing(commission, "CRC-5-12", mine="in_progress")
    body = client.get(row.get_absolute_url()).text
    assert "Views differ" not in body
    assert "than validated" not in body


def test_a_draft_makes_no_difference(client, commission):
    row = make.RecommendationFactory()
    assess(row, "secretariat", "in_progress")
    assess(row, "nhri", "contrary", institution=commission, publication="draft")
    client.force_login(make.speaker(commission))
    assert "Views differ" not in client.get(row.get_absolute_url()).text
    assert list(Assessment.objects.steps_apart(list(Viewpoint))) == []


def test_the_list_counts_and_narrows(client, settings, commission):
    settings.DEMO_MODE = True
    near = disagreeing(commission, "CRC-5-12")
    upr = make.MechanismFactory(code="UPR", short_name="UPR", kind="upr")
    type(near).objects.filter(pk=near.pk).update(mechanism=upr)
    far = disagreeing(commission, "CRC-5-13", theirs="implemented")
    same = disagreeing(commission, "CRC-5-14", mine="in_progress")
    hidden = disagreeing(commission, "CRC-5-15")
    type(hidden).objects.filter(pk=hidden.pk).update(publication="retired")
    ministry = make.InstitutionFactory()
    assess(same, "institution", "implemented", institution=ministry)
    client.force_login(make.representative("cso"))

    def listed(**query):
        page = client.get("/workspace/differences/", query)
        assert page.status_code == 200
        return [row["record"].reference for row in page.context["rows"]]

    assert listed() == [far.reference, same.reference, near.reference]
    assert listed(between="nhri") == [far.reference, near.reference]
    assert listed(between="institution") == [same.reference]
    assert listed(between="nhri", apart="3") == [far.reference]
    assert listed(mechanism=upr.code) == [near.reference]
    assert listed(between="nonsense") == [far.reference, same.reference, near.reference]


def test_the_list_asks_as_much_of_many_as_of_one(
    client, settings, commission, django_assert_max_num_queries
):
    settings.DEMO_MODE = True
    client.force_login(make.secretariat())
    disagreeing(commission, "CRC-5-1")
    client.get("/workspace/differences/")
    with django_assert_max_num_queries(14) as one:
        client.get("/workspace/differences/")
    for number in range(2, 22):
        disagreeing(commission, f"CRC-5-{number}")
    with django_assert_max_num_queries(14) as many:
        assert len(client.get("/workspace/differences/").context["rows"]) == 21
    assert len(one.captured_queries) == len(many.captured_queries)


def test_one_s_own_list_asks_as_much_of_many_as_of_one(
    client, settings, commission, django_assert_max_num_queries
):
    settings.DEMO_MODE = True
    client.force_login(make.secretariat())
    disagreeing(commission, "CRC-5-1")
    client.get("/workspace/assessments/")
    with django_assert_max_num_queries(12) as one:
        client.get("/workspace/assessments/")
    for number in range(2, 22):
        disagreeing(commission, f"CRC-5-{number}")
    with django_assert_max_num_queries(12) as many:
        assert client.get("/workspace/assessments/").context["page"].paginator.count == 21
    assert len(one.captured_queries) == len(many.captured_queries)
