"""The pages on which updates wait, are read and are moved."""

import time

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from zeal import zeal_context

from activities.choices import UpdateState
from activities.models import ImplementationUpdate
from documents.models import Document
from tests import factories as make
from tests.files import upload

from .conftest import make_move


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def at_desk(client, people):
    def sit(role, *, just_now=True):
        client.force_login(getattr(people, role))
        if just_now:
            stamp(client)
        return client

    return sit


def stamp(client, age=0, method="password"):
    """As if the person had given their password so many seconds ago."""
    session = client.session
    session["account_authentication_methods_user"] = session[SESSION_KEY]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": method, "at": time.time() - age, "reauthenticated": True}
    ]
    session.save()


def address(update, page=""):
    return f"/workspace/updates/{update.reference}/{page}"


def state(update):
    return ImplementationUpdate.objects.get(pk=update.pk).state


def test_the_whole_way_by_hand(at_desk, people, draft):
    update = draft()
    at_desk("focal_point").post(address(update, "submit/"), {"revision": 1})
    everything = ["objective", "vocabulary", "clarity", "source"]
    at_desk("secretariat").post(
        address(update, "verify/"), {"revision": 1, "act": "verify", "met": everything}
    )
    page = at_desk("authority").get(address(update, "sign/"))
    assert update.narrative.encode() in page.content
    assert b"with your name" in page.content
    at_desk("authority").post(address(update, "sign/"), {"revision": 1})
    at_desk("secretariat").post(address(update, "publish/"), {"revision": 1})
    assert state(update) == "published"
    page = at_desk("cso").get(address(update))
    assert update.narrative.encode() in page.content
    assert page.context["steps"] == []
    answer = at_desk("secretariat").post(
        address(update, "withdraw/"), {"revision": 1, "note": "Annulled."}
    )
    assert answer.status_code == 302
    assert at_desk("cso").get(address(update)).status_code == 404


def test_returned_with_the_criteria_it_fails(at_desk, people, brought_to):
    update = brought_to("submitted")
    client = at_desk("secretariat")
    form = {"revision": 1, "act": "return", "met": ["objective", "source", "vocabulary"]}
    answer = client.post(address(update, "verify/"), form)
    assert answer.status_code == 422
    assert b"Say what to change" in answer.content
    client.post(address(update, "verify/"), form | {"note": "Since when?"})
    assert state(update) == "returned"
    for page in ("", "edit/"):
        assert b"Since when?" in at_desk("deputy").get(address(update, page)).content
    assert b"It is clear" in at_desk("deputy").get(address(update)).content


def test_verifying_with_a_tick_missing_keeps_the_note(at_desk, people, brought_to):
    update = brought_to("submitted")
    answer = at_desk("secretariat").post(
        address(update, "verify/"),
        {"revision": 1, "act": "verify", "met": ["objective"], "note": "My long note."},
    )
    assert answer.status_code == 422
    assert b"My long note." in answer.content
    assert state(update) == "submitted"


def test_the_last_published_stands_beside_the_text(at_desk, brought_to):
    brought_to("published", narrative="What was told last year.")
    update = brought_to("submitted")
    page = at_desk("secretariat").get(address(update, "verify/"))
    assert b"What was told last year." in page.content


@pytest.mark.parametrize("age", [None, 301])
def test_who_signs_first_shows_who_they_are(at_desk, brought_to, age):
    update = brought_to("verified")
    client = at_desk("authority", just_now=False)
    if age:
        stamp(client, age)
    for ask in (client.get, client.post):
        answer = ask(address(update, "sign/"))
        assert answer.url.startswith("/account/reauthenticate/?next=")
    assert state(update) == "verified"


def test_a_password_is_not_enough_where_there_is_a_second_factor(at_desk, people, brought_to):
    Authenticator.objects.create(user=people.authority, type="totp", data={"secret": "x"})
    update = brought_to("verified")
    client = at_desk("authority")
    assert client.get(address(update, "sign/")).url.startswith("/account/2fa/reauthenticate/")
    stamp(client, method="mfa")
    client.post(address(update, "sign/"), {"revision": 1})
    assert state(update) == "signed"


def test_signing_a_text_that_changed_meanwhile_is_refused(at_desk, brought_to):
    update = brought_to("verified")
    client = at_desk("authority")
    answer = client.post(address(update, "sign/"), {"revision": 7}, follow=True)
    assert b"Read it again" in answer.content
    assert state(update) == "verified"


def test_a_double_click_does_it_once_and_says_so(at_desk, draft):
    update = draft()
    client = at_desk("focal_point")
    for _ in range(2):
        answer = client.post(address(update, "submit/"), {"revision": 1}, follow=True)
    assert b"Someone may have been faster" in answer.content
    assert update.steps.count() == 1


def test_the_authority_sends_it_back_with_a_reason(at_desk, brought_to):
    update = brought_to("verified")
    client = at_desk("authority", just_now=False)
    assert client.post(address(update, "send-back/"), {"revision": 1}).status_code == 422
    client.post(address(update, "send-back/"), {"revision": 1, "note": "Wrong year."})
    assert state(update) == "returned"


def test_a_form_on_paper_by_hand(at_desk, brought_to):
    update = brought_to("verified")
    form = {"revision": 1, "signatory": "Ana Ruiz", "form": upload("x.pdf", b"MZ")}
    answer = at_desk("focal_point").post(address(update, "signed-form/"), form)
    assert answer.status_code == 422
    assert b"Ana Ruiz" in answer.content
    at_desk("focal_point").post(address(update, "signed-form/"), form | {"form": upload("x.pdf")})
    client = at_desk("secretariat")
    assert b"Ana Ruiz" in client.get(address(update, "signed-form/check/")).content
    assert client.get(Document.objects.get().get_absolute_url()).status_code == 200
    client.post(address(update, "signed-form/check/"), {"revision": 1, "act": "accept"})
    assert state(update) == "signed"


PAGES = ["submit/", "verify/", "sign/", "send-back/", "publish/", "withdraw/", "signed-form/"]
OPEN_TO = {
    "submit/": {"focal_point", "deputy"},
    "verify/": {"secretariat"},
    "sign/": {"authority"},
    "send-back/": {"authority"},
    "publish/": {"secretariat"},
    "withdraw/": {"secretariat"},
    "signed-form/": {"focal_point", "deputy"},
}


@pytest.mark.parametrize("door", PAGES)
def test_a_page_of_a_move_refuses_all_others(at_desk, people, brought_to, door):
    update = brought_to("published")
    roles = "focal_point deputy authority secretariat administrator other_focal_point cso nhri"
    for role in roles.split():
        answer = at_desk(role).post(address(update, door), {"revision": 1})
        assert (answer.status_code == 403) is (role not in OPEN_TO[door]), role
    assert state(update) == "published"


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("focal_point", set(UpdateState.values)),
        ("authority", set(UpdateState.values)),
        ("secretariat", set(UpdateState.values) - {"draft"}),
        ("other_focal_point", {"published"}),
        ("administrator", {"published"}),
        ("nhri", {"published"}),
        ("cso", {"published"}),
    ],
)
def test_who_reads_an_update_at_which_state(at_desk, brought_to, role, sees):
    client = at_desk(role)
    for name in UpdateState.values:
        expected = 200 if name in sees else 404
        assert client.get(address(brought_to(name))).status_code == expected, name


@pytest.mark.parametrize(("role", "named"), [("focal_point", True), ("cso", False)])
def test_what_an_update_is_about_is_named_to_those_who_may_see_it(
    at_desk, people, brought_to, recommendation, role, named
):
    """A recommendation or cluster that is no longer, or not yet, public stays unnamed."""
    told = [brought_to("published"), brought_to("published")]
    cluster = make.ClusterFactory(title="Births in the mountains", publication="draft")
    cluster.assignments.create(
        institution=people.ministry, state="accepted", proposed_by=people.secretariat
    )
    told[1].targets.all().delete()
    told[1].cluster = cluster
    told[1].save()
    recommendation.publication = "retired"
    recommendation.save()
    client = at_desk(role)
    for page in (*map(address, told), "/workspace/updates/?list=published"):
        text = client.get(page).text
        found = [words in text for words in (recommendation.reference, cluster.title)]
        assert any(found) is named, page


@pytest.mark.parametrize(
    ("role", "lists"),
    [
        ("focal_point", ["returned", "drafts", "under-way", "ours", "published"]),
        ("authority", ["sign", "published"]),
        ("secretariat", ["verify", "publish", "unsigned", "corrections", "published"]),
        ("cso", ["published"]),
    ],
)
def test_everyone_has_the_lists_of_their_part(at_desk, brought_to, role, lists):
    for name in ("draft", "returned", "submitted", "verified", "signed", "published"):
        brought_to(name)
    tabs = at_desk(role).get("/workspace/updates/").context["tabs"]
    assert [tab.url.removeprefix("?list=") for tab in tabs] == lists
    assert all(tab.count for tab in tabs)


@pytest.mark.parametrize("count", [1, 20])
@pytest.mark.parametrize(("role", "name"), [("secretariat", "verify"), ("focal_point", "ours")])
def test_a_list_costs_the_same_for_any_length(
    at_desk, brought_to, role, name, count, django_assert_max_num_queries
):
    for _ in range(count):
        brought_to("submitted" if name == "verify" else "published")
    client = at_desk(role)
    with django_assert_max_num_queries(16) as captured, zeal_context():
        page = client.get(f"/workspace/updates/?list={name}")
    assert len(page.context["page"].object_list) == count
    COSTS.setdefault((role, name), set()).add(len(captured))
    assert len(COSTS[role, name]) == 1


COSTS: dict = {}


def test_the_page_of_an_update_asks_little(at_desk, brought_to, django_assert_max_num_queries):
    update = brought_to("published")
    client = at_desk("secretariat")
    with django_assert_max_num_queries(16), zeal_context():
        client.get(address(update))


def test_a_jump_that_a_button_does_not_offer_is_told(at_desk, people, brought_to):
    update = brought_to("submitted")
    answer = at_desk("secretariat").post(address(update, "publish/"), {"revision": 1}, follow=True)
    assert b"This cannot be done now" in answer.content
    assert state(update) == "submitted"
    make_move(people, "verify", update.pk)
