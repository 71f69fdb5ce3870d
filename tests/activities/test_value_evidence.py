"""The document that a value rests on: who may read it, where it is named, what becomes of it."""

import csv
import io

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.urls import reverse

from activities.models import IndicatorValue
from activities.services import indicators, value_files, values
from activities.services.value_evidence import Rests, set_document
from activities.services.values import Said
from documents.choices import Classification
from documents.models import Document
from documents.policies import visible_documents
from nmirf.common.workflow import WorkflowError
from tests import factories as make
from tests.files import upload

pytestmark = pytest.mark.django_db
OWN = {"focal_point", "deputy", "authority"}
PEOPLE = [*OWN, "secretariat", "administrator", "other_focal_point", "nhri", "cso", "anonymous"]
PDF = b"%PDF-1.7 a census"


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def births(people):
    return measured(people)


def measured(people, publication="published"):
    return make.IndicatorFactory(
        slug="births", code="B-1", custodian=people.ministry, publication=publication
    )


def pdf(body=PDF, name="Census.pdf"):
    return upload(name, body)


def enter(people, row, *, classification="public", body=PDF, period="2024", **said):
    return values.record_value(
        indicator=row.pk,
        actor=people.focal_point,
        period=period,
        said=Said(**{"value": 40} | said),
        rests=Rests(pdf(body), classification),
    )


def person_of(people, role):
    return AnonymousUser() if role == "anonymous" else getattr(people, role)


def status(client, person, address):
    client.logout()
    if person.is_authenticated:
        client.force_login(person)
    return client.get(address).status_code


def readers(classification, *, published):
    """Who reads a file of a value: they see the indicator, and the file's class lets them."""
    classes = {
        "public": set(PEOPLE) if published else {"secretariat"},
        "internal": {"secretariat", "other_focal_point", "nhri"} if published else {"secretariat"},
        "restricted": {"secretariat"},
        "confidential": set(),
    }
    return OWN | classes[classification]


@pytest.mark.parametrize("publication", ["published", "draft"])
@pytest.mark.parametrize("classification", Classification.values)
def test_role_by_class_at_the_address_of_the_file(client, people, classification, publication):
    document = enter(people, measured(people, publication), classification=classification).document
    expected = readers(classification, published=publication == "published")
    for role in PEOPLE:
        person = person_of(people, role)
        assert (document in visible_documents(person)) is (role in expected), role
        wanted = 200 if role in expected else 404
        assert status(client, person, document.get_absolute_url()) == wanted, role


def test_a_retired_indicator_takes_its_documents_along(client, people, births):
    document = enter(people, births).document
    indicators.move_indicator(
        pk=births.pk, name="retire", actor=people.secretariat, note="No longer measured"
    )
    assert status(client, AnonymousUser(), document.get_absolute_url()) == 404
    assert status(client, people.secretariat, document.get_absolute_url()) == 200


def test_the_page_of_a_document_names_no_withdrawn_value(client, people, births):
    value = enter(people, births)
    client.force_login(people.secretariat)
    about = value.document.page_url
    assert f"{births.label}, 2024" in client.get(about).text
    values.withdraw_value(pk=value.pk, actor=people.secretariat, note="Mistyped")
    assert f"{births.label}, 2024" not in client.get(about).text


def test_the_public_page_leads_to_what_the_reader_may_open(client, people, births):
    public = enter(people, births).document
    internal = enter(
        people, births, classification="internal", body=b"%PDF-2", period="2023"
    ).document
    page = reverse("portal:indicator", args=["births"])
    text = client.get(page).text
    assert public.get_absolute_url() in text
    assert internal.get_absolute_url() not in text
    client.force_login(people.other_focal_point)
    assert internal.get_absolute_url() in client.get(page).text


def test_a_number_that_is_hidden_has_no_document_either(client, people, births):
    """What a file says would give it away; so would the files of the numbers beside it."""
    document = enter(people, births).document
    address = document.get_absolute_url()
    assert status(client, AnonymousUser(), address) == 200
    values.record_value(
        indicator=births.pk,
        actor=people.focal_point,
        period="2024-Q1",
        said=Said(value=10, cases=3),
        rests=Rests(pdf(b"%PDF-small"), "public"),
    )
    small = Document.objects.get(indicator_values__period="2024-Q1").get_absolute_url()
    for role in PEOPLE:
        wanted = 200 if role in OWN | {"secretariat"} else 404
        assert status(client, person_of(people, role), small) == wanted, role
        assert status(client, person_of(people, role), address) == wanted, role
    client.force_login(people.secretariat)
    assert small not in client.get(reverse("portal:indicator", args=["births"])).text


def test_a_file_is_attached_with_the_form_of_a_value(client, people, births):
    client.force_login(people.focal_point)
    answer = client.post(
        reverse("activities:value_new", args=["births"]),
        {
            "period": "2024",
            "value": "40",
            "standing": "final",
            "quality": "reliable",
            "upload": pdf(),
            "classification": "public",
        },
    )
    assert answer.status_code == 302
    document = IndicatorValue.objects.get().document
    assert (document.classification, document.owner) == ("public", people.focal_point)
    assert document.get_absolute_url() in client.get(answer.url).text


def test_a_file_that_is_none_is_refused_and_nothing_is_lost(client, people, births):
    client.force_login(people.focal_point)
    data = {"period": "2024", "value": "41.25", "standing": "final", "quality": "reliable"}
    answer = client.post(
        reverse("activities:value_new", args=["births"]),
        data | {"upload": upload("run.pdf", b"MZ\x90\x00 a program")},
    )
    assert answer.status_code == 422
    assert "41.25" in answer.text
    assert not IndicatorValue.objects.exists()
    assert not Document.objects.exists()


def test_a_revision_keeps_the_document_or_brings_another(client, people, births):
    first = enter(people, births)
    client.force_login(people.focal_point)
    typed = {"value": "42", "standing": "final", "quality": "reliable", "note": "Recount"}
    address = reverse("activities:value_revise", args=["births", first.pk])
    client.post(address, typed | {"keeps": "on"})
    second = IndicatorValue.objects.get(is_current=True)
    assert second.document == first.document
    address = reverse("activities:value_revise", args=["births", second.pk])
    client.post(address, typed | {"upload": pdf(b"%PDF-new"), "classification": "internal"})
    third = IndicatorValue.objects.get(is_current=True)
    assert third.document not in (None, first.document)
    # The earlier document is of an earlier value now: the custodian still reads it, a stranger not.
    assert status(client, AnonymousUser(), first.document.get_absolute_url()) == 404
    assert status(client, people.focal_point, first.document.get_absolute_url()) == 200


def test_a_document_is_attached_replaced_and_taken_off_later(client, people):
    value = make.ValueFactory(indicator=measured(people, "draft"))
    address = reverse("activities:value_document", args=["births", value.pk])
    client.force_login(people.focal_point)
    client.post(address, {"upload": pdf(), "classification": "public"})
    value.refresh_from_db()
    old, name = value.document, value.document.file.name
    client.post(address, {"upload": pdf(b"%PDF-2"), "classification": "public"})
    value.refresh_from_db()
    assert value.document != old
    assert not Document.objects.filter(pk=old.pk).exists()
    assert default_storage.exists(name)  # it goes when the transaction is over
    client.post(address, {"classification": "public"})
    value.refresh_from_db()
    assert value.document is None
    assert not Document.objects.exists()


def test_what_was_public_once_is_kept_when_it_is_taken_off(people, births):
    value = enter(people, births)
    document = value.document
    set_document(pk=value.pk, actor=people.focal_point, rests=Rests(keeps=False))
    assert Document.objects.get() == document
    assert document not in visible_documents(AnonymousUser())


def test_the_same_file_is_not_kept_twice(people, births):
    first = enter(people, births)
    second = enter(people, births, period="2023")
    closed = enter(people, births, period="2022", classification="internal")
    assert first.document == second.document != closed.document


def test_a_value_revised_meanwhile_takes_no_document(people, births):
    value = enter(people, births)
    values.revise_value(pk=value.pk, actor=people.focal_point, said=Said(41, note="Recount"))
    with pytest.raises(WorkflowError, match="revised"):
        set_document(pk=value.pk, actor=people.focal_point, rests=Rests(pdf(b"%PDF-3")))
    assert Document.objects.count() == 1


def test_exports_name_the_document_and_imports_read_them_back(client, people, births):
    document = enter(people, births).document
    enter(people, births, period="2023", classification="internal", body=b"%PDF-2")
    for ending in ("csv", "sdmx.csv"):
        text = client.get(reverse("portal:indicator_file", args=["births", ending])).content
        rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
        column = "document" if ending == "csv" else "DOCUMENT"
        said = {row.get("period") or row["TIME_PERIOD"]: row[column] for row in rows}
        assert said["2024"].endswith(document.get_absolute_url())
        assert said["2023"] == ""
        batch = value_files.upload(actor=people.focal_point, file=upload("values.csv", text))
        ignored = value_files.examine(batch, people.focal_point).ignored
        assert column not in ignored
        assert batch.counts["unchanged"] == 2


def test_a_file_of_values_leaves_the_document_with_the_number_that_it_speaks_for(people, births):
    document = enter(people, births).document
    enter(people, births, period="2023")
    text = b"indicator,period,value,quality\nB-1,2024,40,reliable\nB-1,2023,45,reliable\n"
    batch = value_files.upload(actor=people.focal_point, file=upload("v.csv", text))
    value_files.commit(pk=batch.pk, actor=people.focal_point)
    now = IndicatorValue.objects.current()
    assert now.get(period="2024").document == document
    assert now.get(period="2023").document is None


def test_the_page_asks_as_often_for_one_document_as_for_many(
    client, people, births, django_assert_max_num_queries
):
    page = reverse("portal:indicator", args=["births"])
    enter(people, births)
    client.get(page)
    with django_assert_max_num_queries(30) as asked:
        client.get(page)
    first = len(asked)
    for year in range(2000, 2020):
        enter(people, births, period=str(year), body=b"%PDF-" + str(year).encode())
    with django_assert_max_num_queries(first):
        client.get(page)
