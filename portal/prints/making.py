"""The PDF of a page; apart from the rest, since WeasyPrint takes a process tens of megabytes."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.template.loader import render_to_string

from nmirf.common.pdf import to_pdf
from portal.reader import Reader
from reporting.models import RenderedFile

from . import contents


def make(rendered: RenderedFile, tell: Callable[[int], None]) -> bytes:
    """Of what whoever asked may read now. Raises DomainError where that is nothing."""
    reader, options = Reader(rendered.requested_by or AnonymousUser()), rendered.options
    if slug := options.get("indicator"):
        template, context = "portal/pdf/indicator.html", contents.indicator(slug, reader)
    elif "figures" in options:
        template = "portal/pdf/figures.html"
        context = contents.figures(QueryDict(options["figures"]), reader)
    else:
        template = "portal/pdf/activities.html"
        context = contents.activities(QueryDict(options["query"]), reader, options["view"])
    return to_pdf(render_to_string(template, context | {"language": rendered.language}), tell)
