"""Drafts of reports: who reads and writes what, two people at once, versions that never change."""

import re
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from nmirf.common.words import count_words
from reporting.choices import DRAFT_MOVES
from reporting.models import DraftVersion, ReportDraft, Section
from reporting.services import drafts as services
from tests import factories as make


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def officer(db):
    return make.secretariat()


@pytest.fixture
def institution(db):
    return make.InstitutionFactory(name="Ministry of Health")


@pytest.fixture
def draft(db):
    return make.ReportDraftFactory(title="Sixth report", stage="drafting", word_limit=10)


@pytest.fixture
def section(draft, institution):
    return make.SectionFactory(
        draft=draft, heading="Health", body="Care is free.", assigned_to=institution
    )


@pytest.fixture
def other_section(draft):
    return make.SectionFactory(
        draft=draft, heading="Police", body="Restricted words of the police."
    )


def address(section):
    return f"/workspace/drafts/{section.draft.slug}/sections/{section.pk}/"


def test_a_draft_is_opened_with_a_section_for_each_heading(client, officer):
    client.force_login(officer)
    obligation = make.ObligationFactory(title="Sixth report")
    page = client.get(f"/workspace/drafts/new/?obligation={obligation.slug}").text
    assert 'value="Sixth report"' in page
    response = client.post(
        "/workspace/drafts/new/",
        {
            "title": "New",
            "language": "en",
            "word_limit": "21200",
            "headings": "Introduction\r\n\r\n Health \r\n",
            "obligation": obligation.pk,
        },
    )
    draft = ReportDraft.objects.get()
    # "new" is the address of the form.
    assert response.headers["Location"] == "/workspace/drafts/new-2/"
    assert [row.heading for row in draft.sections.all()] == ["Introduction", "Health"]
    assert client.get(draft.get_absolute_url()).status_code == 200


def test_words_are_counted_for_each_section_and_against_the_limit(
    client, officer, section, other_section
):
    client.force_login(officer)
    page = client.get(section.draft.get_absolute_url())
    assert [words for _section, words in page.context["sections"]] == [3, 5]
    assert "8 words of 10" in page.text
    services.save_section(
        pk=section.pk, actor=officer, body="One two three four five six", revision=1
    )
    page = client.get(section.draft.get_absolute_url()).text
    assert "11 words of 10" in page
    assert "above the limit" in page


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("# Health\n\n- care, *free* of charge", 5),
        ("l’enfant qu’on écoute", 3),
        ("child-friendly justice", 2),
        ("الحق في التعليم", 3),
        ("2,380 pupils", 3),
    ],
)
def test_words(text, words):
    assert count_words(text) == words


def test_an_institution_writes_its_own_section_and_sees_no_other(
    client, institution, section, other_section
):
    client.force_login(make.deputy(institution))
    page = client.get(section.draft.get_absolute_url()).text
    assert "Health" in page
    assert "Police" not in page
    assert "words of" not in page
    assert client.get(address(other_section)).status_code == 404
    response = client.post(address(section), {"body": "Care is free for all.", "revision": 1})
    assert response.status_code == 302
    section.refresh_from_db()
    assert (section.body, section.heading) == ("Care is free for all.", "Health")


def test_an_institution_cannot_rename_its_section(client, institution, section):
    client.force_login(make.focal_point(institution))
    client.post(address(section), {"body": "Text", "revision": 1, "heading": "Ours"})
    section.refresh_from_db()
    assert section.heading == "Health"


def test_the_authority_reads_but_does_not_write(client, institution, section):
    client.force_login(make.authority(institution))
    page = client.get(address(section)).text
    assert "Care is free." in page
    assert "<textarea" not in page
    response = client.post(address(section), {"body": "Signed text", "revision": 1})
    assert response.status_code == 403
    assert "Signed text" in response.text
    section.refresh_from_db()
    assert section.body == "Care is free."


def test_a_restricted_draft_is_invisible_to_others_everywhere(client, draft, section):
    people = [
        None,
        make.focal_point(),
        make.administrator(),
        make.representative("cso"),
        make.representative("nhri"),
    ]
    for person in people:
        client.logout()
        if person:
            client.force_login(person)
        for place in ("/", "/reports/", "/calendar/", "/workspace/drafts/", "/workspace/"):
            assert draft.title not in client.get(place, follow=True).text
        for hidden in (draft.get_absolute_url(), address(section), f"/reports/{draft.slug}/"):
            answer = client.get(hidden)
            assert answer.status_code == 404 or "/account/login/" in answer.headers["Location"]


# Two people at once.


def test_who_saves_second_is_shown_both_texts_and_loses_none(client, officer, institution, section):
    writer = make.focal_point(institution)
    client.force_login(writer)
    client.post(address(section), {"body": "Saved by the ministry.", "revision": 1})
    client.force_login(officer)
    typed = {"heading": "Health and welfare", "assigned_to": institution.pk}
    response = client.post(address(section), {**typed, "body": "Officer’s text.", "revision": 1})
    assert response.status_code == 409
    for words in ("Saved by the ministry.", "Officer’s text.", str(writer), "Health and welfare"):
        assert words in response.text
    section.refresh_from_db()
    assert section.body == "Saved by the ministry."
    assert re.search(r'name="revision" value="2"', response.text)
    again = client.post(address(section), {**typed, "body": "Both texts.", "revision": 2})
    assert again.status_code == 302
    section.refresh_from_db()
    assert (section.body, section.heading) == ("Both texts.", "Health and welfare")


def test_a_text_that_comes_after_the_stage_has_moved_comes_back(
    client, officer, institution, section
):
    client.force_login(make.focal_point(institution))
    services.move_draft(pk=section.draft_id, name="validate", actor=officer)
    response = client.post(address(section), {"body": "Too late.", "revision": 1})
    assert response.status_code == 403
    assert "Too late." in response.text
    assert "not open for drafting" in response.text


def test_a_text_sent_after_the_session_has_ended_comes_back(client, section):
    response = client.post(address(section), {"body": "Typed for an hour.", "revision": 1})
    assert response.status_code == 403
    assert "Typed for an hour." in response.text
    section.refresh_from_db()
    assert section.body == "Care is free."


# Versions and stages.


def test_a_version_never_changes(client, officer, section):
    client.force_login(officer)
    make_it = f"/workspace/drafts/{section.draft.slug}/version/"
    assert "a version never changes" in client.get(make_it).text
    assert not DraftVersion.objects.exists()
    client.post(make_it)
    client.post(make_it)
    version = DraftVersion.objects.get()
    services.save_section(pk=section.pk, actor=officer, body="Another text.", revision=1)
    page = client.get(f"/workspace/drafts/{section.draft.slug}/versions/1/").text
    assert "Care is free." in page
    assert "Another text." not in page
    for change in (
        lambda: DraftVersion.objects.filter(pk=version.pk).update(sections=[]),
        lambda: DraftVersion.objects.filter(pk=version.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    client.post(make_it)
    assert DraftVersion.objects.count() == 2


def test_an_empty_draft_makes_no_version(client, officer, draft):
    client.force_login(officer)
    response = client.post(f"/workspace/drafts/{draft.slug}/version/", follow=True)
    assert "no text yet" in response.text
    assert not DraftVersion.objects.exists()


def test_a_draft_goes_its_way_by_buttons_and_ends_in_the_library(client, officer, section):
    client.force_login(officer)
    draft = section.draft
    for move in ("validate", "adopt", "submit", "publish"):
        page = client.get(draft.get_absolute_url()).text
        step = f"/workspace/drafts/{draft.slug}/{move}/"
        assert step in page
        assert 'class="notice' in client.get(step).text
        client.post(step)
        draft.refresh_from_db()
        assert draft.stage == DRAFT_MOVES[move].target
    client.logout()
    assert "Care is free." in client.get(f"/reports/{draft.slug}/").text


def test_rework_wants_a_reason_and_a_second_click_finds_it_done(client, officer, section):
    client.force_login(officer)
    draft = section.draft
    services.move_draft(pk=draft.pk, name="validate", actor=officer)
    step = f"/workspace/drafts/{draft.slug}/rework/"
    client.post(step, {"note": ""})
    draft.refresh_from_db()
    assert draft.stage == "validation"
    client.post(step, {"note": "Numbers are missing."})
    response = client.post(step, {"note": "Again."}, follow=True)
    assert "already moved" in response.text
    event = ReportDraft.pgh_event_model.objects.filter(stage="drafting").last()
    assert event.pgh_context.metadata["reason"] == "Numbers are missing."


def test_there_is_no_other_step(client, officer, draft):
    client.force_login(officer)
    for name in ("burn", "consult"):
        expected = 200 if name == "consult" else 404
        assert client.get(f"/workspace/drafts/{draft.slug}/{name}/").status_code == expected


@pytest.mark.parametrize("who", [make.focal_point, make.administrator, make.authority])
def test_others_open_no_drafts(db, who):
    with pytest.raises(PermissionDenied):
        services.create_draft(actor=who(), title="Ours", language="en", headings=["One"])
    assert not ReportDraft.objects.exists()


def test_sections_added_later_stand_at_the_end(client, officer, section, institution):
    client.force_login(officer)
    client.post(
        f"/workspace/drafts/{section.draft.slug}/sections/new/",
        {"heading": "Annex", "assigned_to": institution.pk},
    )
    rows = list(Section.objects.filter(draft=section.draft))
    assert [row.heading for row in rows] == ["Health", "Annex"]
    assert all(first.order < second.order for first, second in pairwise(rows))


@pytest.mark.parametrize("number", [1, 20])
def test_lists_ask_the_same_of_the_database_whatever_their_length(
    client, officer, number, django_assert_max_num_queries
):
    for _ in range(number):
        draft = make.ReportDraftFactory(stage="drafting", obligation=make.ObligationFactory())
        make.SectionFactory(draft=draft)
    for _ in range(number):
        make.SectionFactory(draft=draft, assigned_to=make.InstitutionFactory())
    client.force_login(officer)
    client.get("/about/")
    with django_assert_max_num_queries(6):
        client.get("/workspace/drafts/")
    with django_assert_max_num_queries(8):
        client.get(draft.get_absolute_url())


@pytest.mark.parametrize(
    "stage", ["consultation", "validation", "adopted", "submitted", "published"]
)
def test_a_settled_text_gets_no_further_section(client, officer, stage):
    settled = make.ReportDraftFactory(stage=stage, classification="public")
    client.force_login(officer)
    assert "sections/new/" not in client.get(settled.get_absolute_url()).text
    address = f"/workspace/drafts/{settled.slug}/sections/new/"
    assert client.post(address, {"heading": "Afterthought"}).status_code == 403
    with pytest.raises(PermissionDenied):
        services.add_section(actor=officer, draft_pk=settled.pk, heading="Afterthought")
    assert not settled.sections.exists()
