"""Links to terms as people make them: set for one record or many, with who stands for them."""

import pytest
from django.core.exceptions import PermissionDenied

from recommendations import policies
from recommendations.models import ThemeLink
from recommendations.services import links as services
from tests import factories as make

pytestmark = pytest.mark.django_db
WHY = "Found while reading the document."


@pytest.fixture
def officer():
    return make.secretariat()


def terms_of(record):
    return set(record.theme_links.values_list("theme__code", flat=True))


def link(officer, *records, theme, method="human", rationale=""):
    made = services.made_by(officer, method=method, rationale=rationale)
    wanted = {record.pk: {theme.pk: made} for record in records}
    return services.set_links(actor=officer, name="themes", wanted=wanted, reason=WHY)


def test_a_link_says_who_made_it_and_why(officer):
    record, theme = make.RecommendationFactory(), make.ThemeFactory()
    assert link(officer, record, theme=theme, rationale="It speaks of births.") == 1
    made = record.theme_links.get()
    said = (made.method, made.rationale, made.reviewed_by)
    assert said == ("human", "It speaks of births.", officer)
    event = ThemeLink.pgh_event_model.objects.get(pgh_obj=made)
    assert event.pgh_context.metadata["reason"] == WHY


def test_what_stays_as_it_is_is_not_made_anew(officer):
    record, theme = make.RecommendationFactory(), make.ThemeFactory()
    ThemeLink.objects.create(recommendation=record, theme=theme, method="source")
    standing = services.links_of(name="themes", recommendations=[record.pk])
    before = record.theme_links.get().pk
    changed = services.set_links(actor=officer, name="themes", wanted=standing, reason=WHY)
    assert changed == 0
    assert record.theme_links.get().pk == before


def test_setting_links_leaves_no_others_and_touches_no_other_record(officer):
    record, other = make.RecommendationFactory(), make.RecommendationFactory()
    old, new = make.ThemeFactory(code="old"), make.ThemeFactory(code="new")
    for row in (record, other):
        ThemeLink.objects.create(recommendation=row, theme=old)
    link(officer, record, theme=new, method="rule")
    assert (terms_of(record), terms_of(other)) == ({"new"}, {"old"})
    assert record.theme_links.get().reviewed_by is None


def test_a_record_whose_links_change_counts_as_changed(officer):
    record, other = make.RecommendationFactory(), make.RecommendationFactory()
    theme = make.ThemeFactory()
    link(officer, other, theme=theme)
    other.refresh_from_db()
    before = [record.updated_at, other.updated_at]
    link(officer, record, other, theme=theme)
    record.refresh_from_db()
    other.refresh_from_db()
    assert record.updated_at > before[0]
    assert other.updated_at == before[1]


def test_nobody_else_links(db):
    record, theme = make.RecommendationFactory(), make.ThemeFactory()
    with pytest.raises(PermissionDenied):
        link(make.focal_point(), record, theme=theme)


def test_many_records_cost_as_many_queries_as_one(officer, django_assert_num_queries):
    theme = make.ThemeFactory()
    policies.can_manage_register(officer)  # asks for the person's standing, once a request
    for number in (1, 30):
        records = [make.RecommendationFactory() for _n in range(number)]
        with django_assert_num_queries(6):
            link(officer, *records, theme=theme)
