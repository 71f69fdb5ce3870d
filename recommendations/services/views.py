"""Views of the register that people save, share, and hear the news of."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from notifications.choices import NewsKind
from notifications.services.inbox import notify
from recommendations import policies
from recommendations.choices import Publication, ViewDigest, ViewPage
from recommendations.models import Recommendation, SavedView

LONGEST_QUERY = 2000
# Titles that a line of news names; the view has them all.
MOST_TITLES = 3
_TITLE_LENGTH = 50


@transaction.atomic
def save_view(
    *, actor: User, name: str, query: str, page: ViewPage = ViewPage.REGISTER
) -> SavedView:
    """Keep a search of the register, or a scope of gaps, under a name. Raises DomainError."""
    kept = _kept(query)
    if len(kept) > LONGEST_QUERY:
        raise DomainError(_("This search has too many choices to be saved."))
    view = SavedView(owner=actor, name=name, query=kept, page=page)
    _store(view, _("View saved"))
    return view


def _kept(query: str) -> str:
    """Without the page, and without what is empty: the same search has the same address."""
    address = QueryDict(query.replace("\x00", ""), mutable=True)
    address.pop("page", None)
    for key, values in list(address.lists()):
        said = [value for value in values if value]
        address.setlist(key, said)
        if not said:
            address.pop(key)
    return address.urlencode()


@transaction.atomic
def change_view(
    *,
    pk: int,
    actor: User,
    name: str,
    is_shared: bool,
    institution: int | None,
    digest: str,
    found: Iterable[int],
    on: dt.date,
) -> SavedView:
    """Rename a view, share it, follow it. `found` holds the keys that the owner sees in it now.

    These are known from then on: news are what comes after. Raises PermissionDenied, DomainError.
    """
    view = _locked(pk, actor)
    if is_shared:
        require(policies.can_share_view(actor, institution))
    view.name, view.is_shared = name, is_shared
    view.institution_id = institution if is_shared else None
    if digest == ViewDigest.NONE:
        view.known, view.last_told_on = [], None
    elif view.digest == ViewDigest.NONE:
        view.known, view.last_told_on = sorted(found), on
    view.digest = digest
    _store(view, _("View changed"))
    return view


@transaction.atomic
def stop_telling(*, pk: int, actor: User) -> SavedView:
    """No more news of this view. Raises PermissionDenied."""
    view = _locked(pk, actor)
    view.digest, view.known, view.last_told_on = ViewDigest.NONE, [], None
    _store(view, _("News of a view stopped"))
    return view


@transaction.atomic
def delete_view(*, pk: int, actor: User) -> None:
    """Raises PermissionDenied."""
    view = _locked(pk, actor)
    with because(_("View deleted")):
        view.delete()


def _locked(pk: int, actor: User) -> SavedView:
    view = SavedView.objects.select_for_update().get(pk=pk)
    require(policies.can_change_view(actor, view))
    return view


def _store(view: SavedView, reason: str) -> None:
    try:
        with because(reason), transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise DomainError(_("You have a view of this name already.")) from error


@transaction.atomic
def tell_news(*, pk: int, found: QuerySet[Recommendation], on: dt.date) -> int:
    """Tell the owner what entered the view since the last time; how many records that is.

    `found` is what the owner, with today's rights, sees in the view. The line of news and what is
    known from now on are written together; a second run for the day `on`, or one at the same
    time, finds it done.
    """
    rows = SavedView.objects.telling().filter(pk=pk, last_told_on__lt=on)
    view = rows.select_for_update(of=("self",), skip_locked=True).select_related("owner").first()
    if view is None:
        return 0
    present = set(found.order_by().values_list("pk", flat=True))
    new = present - set(view.known)
    view.known, view.last_told_on = sorted(present), on
    view.save(update_fields=["known", "last_told_on", "updated_at"])
    if new:
        _notify(view, found, new, on)
    return len(new)


def _notify(
    view: SavedView, found: QuerySet[Recommendation], new: Collection[int], on: dt.date
) -> None:
    language = view.owner.preferred_language or settings.LANGUAGE_CODE
    # The text goes out by e-mail: what is not published is counted, and not named.
    published = found.filter(pk__in=new, publication=Publication.PUBLISHED)
    rows = list(published.prefetch_related("texts")[:MOST_TITLES])
    with translation.override(language):
        path = reverse("portal:open_view", args=[view.reference])
    notify(
        people=[view.owner],
        text=lambda: _news(view, len(new), rows),
        path=path,
        key=f"view:{view.reference}:{on.isoformat()}",
        kind=NewsKind.VIEW,
    )


def _news(view: SavedView, number: int, rows: Iterable[Recommendation]) -> str:
    words = ngettext(
        "%(number)d new recommendation in “%(view)s”",
        "%(number)d new recommendations in “%(view)s”",
        number,
    ) % {"number": number, "view": view.name}
    titles = [_title(row) for row in rows]
    if not titles:
        return words
    more = " …" if number > len(titles) else ""
    return f"{words}: {'; '.join(titles)}{more}"


def _title(row: Recommendation) -> str:
    text = row.shown_text
    return f"{row.reference} {Truncator(text.text if text else '').chars(_TITLE_LENGTH)}".strip()
