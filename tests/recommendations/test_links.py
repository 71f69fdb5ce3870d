"""Links to terms as people make them: added, taken away, set, with who stands for them."""

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


def test_a_link_says_who_made_it_and_why(officer):
    record, theme = make.RecommendationFactory(), make.ThemeFactory()
    added = services.add_links(
        actor=officer,
        name="themes",
        recommendations=[record.pk],
        terms=[theme.pk],
        rationale="It speaks of births.",
        reason=WHY,
    )
    link = record.theme_links.get()
    assert added == 1
    assert (link.method, link.rationale, link.reviewed_by) == (
        "human",
        "It speaks of births.",
        officer,
    )
    event = ThemeLink.pgh_event_model.objects.get(pgh_obj=link)
    assert event.pgh_context.metadata["reason"] == WHY


def test_what_is_linked_already_stays_as_its_source_made_it(officer):
    record, theme = make.RecommendationFactory(), make.ThemeFactory()
    ThemeLink.objects.create(recommendation=record, theme=theme, method="source")
    facts = {"name": "themes", "recommendations": [record.pk], "terms": [theme.pk]}
    assert services.add_links(actor=officer, reason=WHY, **facts) == 0
    assert record.theme_links.get().method == "source"


def test_only_the_terms_named_are_taken_away(officer):
    record = make.RecommendationFactory()
    keep, drop = make.ThemeFactory(code="keep"), make.ThemeFactory(code="drop")
    for theme in (keep, drop):
        ThemeLink.objects.create(recommendation=record, theme=theme)
    gone = services.remove_links(
        actor=officer, name="themes", recommendations=[record.pk], terms=[drop.pk], reason=WHY
    )
    assert gone == 1
    assert terms_of(record) == {"keep"}


def test_setting_links_leaves_no_others_and_touches_no_other_record(officer):
    record, other = make.RecommendationFactory(), make.RecommendationFactory()
    old, new = make.ThemeFactory(code="old"), make.ThemeFactory(code="new")
    for row in (record, other):
        ThemeLink.objects.create(recommendation=row, theme=old)
    made = services.made_by(officer, method="rule", rationale="")
    services.set_links(actor=officer, name="themes", wanted={record.pk: {new.pk: made}}, reason=WHY)
    assert (terms_of(record), terms_of(other)) == ({"new"}, {"old"})
    assert record.theme_links.get().reviewed_by is None


def test_a_record_whose_links_change_counts_as_changed(officer):
    record, other = make.RecommendationFactory(), make.RecommendationFactory()
    theme = make.ThemeFactory()
    ThemeLink.objects.create(recommendation=other, theme=theme)
    facts = {"recommendations": [record.pk, other.pk], "terms": [theme.pk]}
    services.add_links(actor=officer, name="themes", reason=WHY, **facts)
    before = [record.updated_at, other.updated_at]
    record.refresh_from_db()
    other.refresh_from_db()
    assert record.updated_at > before[0]
    assert other.updated_at == before[1]


def test_nobody_else_links(db):
    record, theme = make.RecommendationFactory(), make.ThemeFactory()
    for deed in (services.add_links, services.remove_links):
        with pytest.raises(PermissionDenied):
            deed(
                actor=make.focal_point(),
                name="themes",
                recommendations=[record.pk],
                terms=[theme.pk],
                reason=WHY,
            )


def test_many_records_cost_as_many_queries_as_one(officer, django_assert_num_queries):
    theme = make.ThemeFactory()
    policies.can_manage_register(officer)  # asks for the person's standing, once a request
    for number in (1, 30):
        keys = [make.RecommendationFactory().pk for _n in range(number)]
        with django_assert_num_queries(6):
            services.add_links(
                actor=officer, name="themes", recommendations=keys, terms=[theme.pk], reason=WHY
            )
