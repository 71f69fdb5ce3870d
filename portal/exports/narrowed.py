"""What a list was narrowed by, in words."""

from django.utils.translation import gettext as _

from portal.facets import facets_for
from portal.filters import RegisterFilter


def narrowed_by(found: RegisterFilter) -> list[str]:
    """One line for the words that were searched and for each choice."""
    lines = [_("Search: %(words)s") % {"words": found.words}] if found.words else []
    for facet in facets_for(found.reader):
        for term in found.chosen.get(facet.name, ()):
            choice = {"facet": facet.title, "choice": term.label}
            lines.append(_("%(facet)s: %(choice)s") % choice)
    return lines
