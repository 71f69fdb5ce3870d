"""What an officer has chosen in the register, kept in the session from page to page."""

from collections.abc import Iterable

from django.contrib.sessions.backends.base import SessionBase

_KEY = "chosen"


class Basket:
    """Keys of records, and the search that they all came from, if it was one."""

    def __init__(self, session: SessionBase) -> None:
        self._session = session
        kept = session.get(_KEY) or {}
        self.keys: set[int] = set(kept.get("keys", ()))
        # The query string; None once records were chosen by hand.
        self.query: str | None = kept.get("query")

    def __len__(self) -> int:
        return len(self.keys)

    def choose(self, *, add: Iterable[int] = (), drop: Iterable[int] = ()) -> None:
        """By hand: one by one, or those ticked on a page and those that are not."""
        changed = (self.keys - set(drop)) | set(add)
        if changed != self.keys:
            self._keep(changed, None)

    def choose_found(self, keys: Iterable[int], query: str) -> None:
        """All that a search finds, besides what is chosen already."""
        found = set(keys)
        self._keep(self.keys | found, query if self.keys <= found else None)

    def clear(self) -> None:
        self._keep(set(), None)

    def _keep(self, keys: set[int], query: str | None) -> None:
        self.keys, self.query = keys, query
        if keys:
            self._session[_KEY] = {"keys": sorted(keys), "query": query}
        else:
            self._session.pop(_KEY, None)
