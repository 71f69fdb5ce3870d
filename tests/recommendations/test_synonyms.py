"""The secretariat's list of terms that mean the same."""

import pytest
from django.core.exceptions import PermissionDenied

from nmirf.common.reference import SEPARATOR
from recommendations.models import Synonym
from recommendations.search.synonyms import key_of
from recommendations.services import reference
from recommendations.services.synonyms import save_synonym
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "/workspace/synonyms/"


@pytest.fixture
def officer(client, settings):
    settings.DEMO_MODE = True
    user = factories.secretariat()
    client.force_login(user)
    return user


def test_terms_are_added_changed_and_taken_out_of_use(client, officer):
    answer = client.post(
        f"{PAGE}new/",
        {
            "terms": "NPM\n national  preventive mechanism \n\nNPM",
            "language": "",
            "is_active": "on",
        },
    )
    assert answer.url == PAGE
    row = Synonym.objects.get()
    assert (row.code, row.terms) == ("npm", ["NPM", "national preventive mechanism"])
    assert "national preventive mechanism" in client.get(PAGE).text
    assert "NPM\nnational preventive mechanism" in client.get(f"{PAGE}npm/").text
    client.post(f"{PAGE}npm/", {"terms": "NPM\nMNP", "language": "fr"})
    row.refresh_from_db()
    assert (row.terms, row.language, row.is_active) == (["NPM", "MNP"], "fr", False)
    assert row.events.filter(pgh_context__metadata__reason="Synonyms changed").exists()


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ("NPM", "two terms at least"),
        ("NPM\nnpm", "two terms at least"),
        ("NPM\n" + "x" * 201, "cannot be a term"),
        ("NPM\n???", "cannot be a term"),
        ("\n".join(f"t{n}" for n in range(21)), "20 terms at most"),
        ("INDH\nNHRIs", "in another group already"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_reason(client, officer, terms, said):
    Synonym.objects.create(code="nhri", terms=["NHRI", "national human rights institution"])
    answer = client.post(f"{PAGE}new/", {"terms": terms, "is_active": "on"})
    assert answer.status_code == 422
    assert said in answer.text
    assert terms.split("\n")[0] in answer.text
    assert Synonym.objects.count() == 1


def test_one_abbreviation_may_stand_for_other_things_in_other_languages(officer):
    for language in ("fr", "es"):
        save_synonym(
            actor=officer, terms=["PEA", f"plan {language}"], language=language, is_active=True
        )
    assert Synonym.objects.filter(terms__contains=["PEA"]).count() == 2


def test_only_the_secretariat_keeps_the_list():
    with pytest.raises(PermissionDenied):
        save_synonym(actor=factories.UserFactory(), terms=["a", "b"], language="", is_active=True)


def test_file_is_loaded_once_and_leaves_what_people_changed(client, officer):
    assert reference.load()["synonyms"].created > 25
    client.post(f"{PAGE}npm/", {"terms": "NPM\nour own words", "language": ""})
    again = reference.load()["synonyms"]
    assert (again.created, again.updated, again.kept) == (0, 0, 1)
    row = Synonym.objects.get(code="npm")
    assert (row.terms, row.is_active) == (["NPM", "our own words"], False)


def test_no_term_of_the_file_stands_in_two_groups():
    reference.load()
    owner = {}
    for row in Synonym.objects.all():
        for key in {key_of(term) for term in row.terms}:
            assert owner.setdefault(key, row.code) == row.code
        assert not any(SEPARATOR in term for term in row.terms)
