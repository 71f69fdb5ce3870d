"""Where what is owed in a round is read, and where it is answered."""

from urllib.parse import urlencode

from django.urls import reverse

from activities.models import RoundItem


def code_of(item: RoundItem) -> str:
    """By what the State knows the thing: a reference, a code, an address."""
    if item.recommendation:
        return item.recommendation.reference
    if item.indicator:
        return item.indicator.code
    thing = item.cluster or item.activity
    return thing.slug if thing else ""


def page_of(item: RoundItem) -> str:
    """The page of the thing."""
    return str(item.thing.get_absolute_url())


def answer_page(item: RoundItem) -> str:
    """Where it is answered at length: the form of an update, or of a value."""
    if item.indicator:
        return reverse("activities:value_new", args=[item.indicator.slug])
    about = {
        "recommendation": item.recommendation and item.recommendation.reference,
        "cluster": item.cluster and item.cluster.slug,
        "activity": item.activity and item.activity.slug,
    }
    query = urlencode({name: key for name, key in about.items() if key})
    return f"{reverse('activities:update_new')}?{query}"


def nothing_new_page(item: RoundItem) -> str:
    """Where it is answered with one confirmation."""
    return reverse("activities:due_nothing_new", args=[item.reference])
