"""A file that is too long to be made while someone waits: made by a worker, for one reader."""

import io
from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from portal.filters import RegisterFilter
from portal.gapscope import GapScope
from portal.reader import Reader
from reporting.models import RenderedFile

from . import FORMATS, choose, columns_for, export_table
from .gap_list import gap_table
from .narrowed import narrowed_by


def make(rendered: RenderedFile, tell: Callable[[int], None]) -> bytes:
    """The content of the file, of what whoever asked for it may read now."""
    query = QueryDict(rendered.options["query"])
    reader = Reader(rendered.requested_by or AnonymousUser())
    content = io.BytesIO()
    if gap := rendered.options.get("gap"):
        columns = choose(columns_for(reader), rendered.options["columns"])
        scope = GapScope(query, reader)
        listed = gap_table(scope, gap, columns, title=rendered.title, tell=tell)
        FORMATS[rendered.format].write(listed, content)
        return content.getvalue()
    found = RegisterFilter(query, reader)
    table = export_table(
        reader,
        found.qs,
        choose(columns_for(reader), rendered.options["columns"]),
        title=rendered.title,
        query=f"?{query.urlencode()}" if query else "",
        narrowed=narrowed_by(found),
        total=found.counts.total,
        tell=tell,
    )
    FORMATS[rendered.format].write(table, content)
    return content.getvalue()
