"""Writing an update at the keyboard: nothing typed is ever lost, and nothing is doubled."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activities.forms.updates import UpdateForm
from activities.models import ImplementationUpdate
from activities.services import writing
from documents.models import Document
from nmirf.common import graphemes
from nmirf.common.errors import ConflictError
from recommendations.models import Recommendation
from tests.files import upload

from .conftest import make_move
from .update_form import NEW, typed


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO_MODE = True


def form_of(answer):
    marks = answer.context["marks"]
    return {"draft": str(marks.draft), "form": str(marks.form), "revision": str(marks.revision)}


def test_a_draft_from_a_recommendation(at_desk, recommendation):
    client = at_desk()
    page = client.get(NEW)
    assert b"Register every child at birth." in page.content
    answer = client.post(NEW, typed() | form_of(page))
    update = ImplementationUpdate.objects.get()
    assert answer.url == f"/workspace/updates/{update.reference}/edit/"
    assert [r.reference for r in update.recommendations.all()] == ["UPR-4-1"]
    assert update.state == "draft"


def test_save_and_submit_ends_on_the_confirming_page(at_desk, recommendation):
    client = at_desk("deputy")
    answer = client.post(NEW, typed(then="submit"), follow=True)
    assert b"You cannot change it any more" in answer.content
    update = ImplementationUpdate.objects.get()
    client.post(answer.redirect_chain[-1][0], {"revision": update.revision})
    update.refresh_from_db()
    assert update.state == "submitted"


def test_the_same_form_sent_twice_makes_one_draft(at_desk, recommendation):
    client, form = at_desk(), typed()
    first, second = client.post(NEW, form), client.post(NEW, form)
    assert first.url == second.url
    update = ImplementationUpdate.objects.get()
    assert update.revision == 1


def test_the_back_button_and_another_text_is_a_change_of_the_same_draft(at_desk, recommendation):
    client, form = at_desk(), typed()
    client.post(NEW, form)
    client.post(NEW, form | {"narrative": "Every hospital, since March."})
    assert ImplementationUpdate.objects.get().narrative == "Every hospital, since March."


def test_a_second_tab_is_told_and_keeps_its_text(at_desk, recommendation):
    client = at_desk()
    client.post(NEW, typed())
    answer = client.post(NEW, typed(narrative="Typed in the other tab."))
    assert answer.status_code == 409
    assert b"Typed in the other tab." in answer.content
    assert b"under way" in answer.content
    assert ImplementationUpdate.objects.count() == 1
    client.post(NEW, typed(narrative="Typed in the other tab.", another="on"))
    assert ImplementationUpdate.objects.count() == 2


def test_who_starts_again_is_led_to_the_draft(at_desk, people, draft):
    update = draft()
    answer = at_desk("deputy").get(NEW)
    assert answer.url == f"/workspace/updates/{update.reference}/edit/"


def test_a_form_sent_after_submission_changes_nothing_and_shows_its_text(at_desk, people, draft):
    update = draft()
    make_move(people, "submit", update.pk)
    edit = f"/workspace/updates/{update.reference}/edit/"
    answer = at_desk().post(edit, typed(narrative="Too late, but long."))
    assert answer.status_code == 409
    assert b"Too late, but long." in answer.content
    assert at_desk().get(edit).url == f"/workspace/updates/{update.reference}/"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"narrative": "x" * 701}, "701"),
        ({"headline": "x" * 121}, "121"),
        ({"period_from": "2026-05-01", "period_to": "2026-04-01"}, "ends before"),
        ({"period_from": "soon"}, "date"),
        ({"more": "UPR-9-9"}, "Not assigned"),
        ({"recommendations": []}, "at least one"),
        ({"proposed_status": "splendid"}, "splendid"),
    ],
)
def test_an_error_is_shown_and_the_texts_are_kept(at_desk, recommendation, change, message):
    answer = at_desk().post(NEW, typed(source="Kept whatever happens") | change)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert b"Kept whatever happens" in answer.content
    update = ImplementationUpdate.objects.get()
    assert (update.state, update.source) == ("draft", "Kept whatever happens")
    again = at_desk().post(
        f"/workspace/updates/{update.reference}/edit/",
        typed(source="Mended") | form_of(answer),
    )
    assert again.status_code == 302


def test_files_that_are_in_order_are_kept_though_the_text_is_not(at_desk, recommendation):
    form = typed(narrative="x" * 701, uploads=[upload("a.pdf")], classification="public")
    answer = at_desk().post(NEW, form)
    assert answer.status_code == 422
    assert Document.objects.get().classification == "public"
    assert b"a.pdf" in answer.content


def test_a_bad_file_is_refused_by_name_and_the_text_is_kept(at_desk, recommendation):
    form = typed(uploads=[upload("good.pdf"), upload("bad.pdf", b"MZ\x90")])
    answer = at_desk().post(NEW, form)
    assert answer.status_code == 422
    assert "bad.pdf” is not a PDF" in answer.content.decode()
    assert not Document.objects.exists()
    update = ImplementationUpdate.objects.get()
    assert update.narrative == "Every hospital registers births."
    assert "is kept as a draft" in answer.text
    draft = f"/workspace/updates/{update.reference}/edit/"
    assert f'href="{draft}"' in answer.text
    assert "Every hospital registers births." in at_desk().get(draft).text


def test_what_was_not_kept_is_not_called_kept(at_desk, people, draft):
    """Someone else saved first, and the form has an error besides."""
    update = draft()
    page = f"/workspace/updates/{update.reference}/edit/"
    mine = typed(**form_of(at_desk().get(page)), uploads=[upload("bad.pdf", b"MZ\x90")])
    writing.edit(
        pk=update.pk,
        revision=update.revision,
        content={"narrative": "Theirs."},
        actor=people.deputy,
    )
    answer = at_desk().post(page, mine)
    assert answer.status_code == 422
    assert "is kept as a draft" not in answer.text
    assert "Every hospital registers births." in answer.text


def test_of_two_people_the_second_sees_both_texts(at_desk, people, draft):
    update = draft()
    edit = f"/workspace/updates/{update.reference}/edit/"
    mine = form_of(at_desk().get(edit))
    theirs = form_of(at_desk("deputy").get(edit))
    at_desk("deputy").post(edit, typed(narrative="What the deputy wrote.") | theirs)
    answer = at_desk().post(edit, typed(narrative="What I wrote.") | mine)
    assert answer.status_code == 409
    assert b"What the deputy wrote." in answer.content
    assert answer.content.count(b"What I wrote.") == 2  # in the comparison and in the form
    assert b"hx-trigger" not in answer.content.split(b"<form")[-1]
    update.refresh_from_db()
    assert update.narrative == "What the deputy wrote."
    at_desk().post(edit, typed(narrative="Both.") | form_of(answer))
    update.refresh_from_db()
    assert update.narrative == "Both."


def test_autosave_keeps_texts_alone(at_desk, people, draft):
    update = draft()
    client = at_desk()
    marks = form_of(client.get(f"/workspace/updates/{update.reference}/edit/"))
    address = f"/workspace/updates/{update.reference}/autosave/"
    long = "typed and typed " * 60
    form = typed(narrative=long, proposed_status="implemented", language="fr") | marks
    answer = client.post(address, form)
    assert b"Draft saved at" in answer.content
    assert b'value="2"' in answer.content
    update.refresh_from_db()
    assert (update.narrative, update.proposed_status, update.language) == (
        long,
        "in_progress",
        "en",
    )


def test_a_saving_that_overtakes_its_own_autosave_is_no_conflict(at_desk, people, draft):
    update = draft()
    client = at_desk()
    edit = f"/workspace/updates/{update.reference}/edit/"
    form = typed(narrative="One word") | form_of(client.get(edit))
    client.post(f"/workspace/updates/{update.reference}/autosave/", form)
    answer = client.post(edit, form | {"narrative": "One word more"})
    assert answer.status_code == 302
    update.refresh_from_db()
    assert update.narrative == "One word more"


def test_autosave_begins_the_draft_of_a_new_form(at_desk, recommendation):
    client, form = at_desk(), typed()
    address = f"/workspace/updates/{form['draft']}/autosave/?recommendation=UPR-4-1"
    client.post(address, form | {"headline": "", "narrative": "", "source": ""})
    assert not ImplementationUpdate.objects.exists()
    client.post(address, form)
    assert ImplementationUpdate.objects.get().narrative == form["narrative"]
    assert client.post(NEW, form | {"narrative": "Now saved."}).status_code == 302
    assert ImplementationUpdate.objects.get().narrative == "Now saved."


@pytest.mark.parametrize("role", ["authority", "secretariat", "other_focal_point", "cso"])
def test_nobody_else_saves(at_desk, people, draft, role):
    update = draft()
    client = at_desk(role)
    client.post(f"/workspace/updates/{update.reference}/autosave/", typed(revision=1))
    assert client.post(NEW, typed()).status_code == 403
    answer = client.post(f"/workspace/updates/{update.reference}/edit/", typed(revision=1))
    assert answer.status_code in (403, 404)
    update.refresh_from_db()
    assert update.revision == 1


def test_a_session_that_ended_gives_the_text_back(client, draft):
    update = draft()
    for address in (NEW, f"/workspace/updates/{update.reference}/edit/"):
        answer = client.post(address, typed(narrative="Written for an hour."))
        assert answer.status_code == 403
        assert b"Written for an hour." in answer.content
        assert b"/account/login/?next=" in answer.content
    said = client.post(f"/workspace/updates/{update.reference}/autosave/", typed())
    assert b"signed out" in said.content
    assert client.get(NEW).url.startswith("/account/login/")


def test_a_form_that_is_not_trusted_gives_the_text_back(people, draft):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.focal_point)
    form = typed(narrative="Written for an hour, and refused for its token.", password="x" * 50)
    answer = client.post(f"/workspace/updates/{draft().reference}/edit/", form)
    assert answer.status_code == 403
    assert form["narrative"].encode() in answer.content
    assert b"x" * 50 not in answer.content


def test_nothing_new_is_one_click_and_a_confirmation(at_desk, recommendation):
    client = at_desk()
    address = "/workspace/updates/nothing-new/?recommendation=UPR-4-1"
    page = client.get(address)
    token = dict(page.context["hidden"])["draft"]
    for _ in range(2):
        client.post(address, {"draft": token})
    update = ImplementationUpdate.objects.get()
    assert (update.state, update.nothing_new) == ("submitted", True)
    client.post(address, {})  # a second tab
    assert ImplementationUpdate.objects.count() == 1


def test_a_draft_is_thrown_away_but_nothing_that_was_submitted(at_desk, people, draft, brought_to):
    update = draft()
    at_desk("deputy").post(f"/workspace/updates/{update.reference}/discard/")
    assert not ImplementationUpdate.objects.exists()
    returned = brought_to("returned")
    answer = at_desk().post(f"/workspace/updates/{returned.reference}/discard/")
    assert answer.status_code == 403


def test_an_edit_names_what_it_has_read(people, draft):
    update = draft()
    writing.edit(pk=update.pk, revision=1, content={"narrative": "Theirs."}, actor=people.deputy)
    with pytest.raises(ConflictError) as caught:
        writing.edit(
            pk=update.pk, revision=1, content={"narrative": "Mine."}, actor=people.focal_point
        )
    assert caught.value.theirs.narrative == "Theirs."


SEEN = st.sampled_from(["a", " ", "é", "e\u0301", "👩‍👩‍👧", "🇸🇮", "ل", "क्षि"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.integers(min_value=-3, max_value=3), SEEN)
def test_the_limit_counts_what_people_see(db, over, character):
    if not character.strip():
        return
    text = "".join(["x", *([character] * (698 + over)), "x"])
    length = graphemes.count(text)
    form = UpdateForm(
        {"narrative": text, "language": "en"},
        length=700,
        options=None,
        references=Recommendation.objects.none(),
        replaceable=ImplementationUpdate.objects.none(),
    )
    assert form.is_valid() is (length <= 700)
