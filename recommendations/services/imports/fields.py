"""The fields of a row as people read them."""

from django.utils.translation import gettext as _


def field_label(field: str) -> str:
    """The name of a field of the payload; the field itself if it has none."""
    labels = {
        "annotation_id": _("UHRI annotation"),
        "mechanism": _("mechanism"),
        "symbol": _("document symbol"),
        "paragraph": _("paragraph"),
        "kind": _("kind"),
        "heading": _("heading"),
        "text": _("text"),
        "countries": _("addressed to"),
        "position": _("position of the State"),
        "position_source": _("source of the position"),
        "response": _("response of the State"),
        "recommending_states": _("recommending States"),
        "themes": _("themes"),
        "groups": _("affected groups"),
        "sdgs": _("Sustainable Development Goals"),
        "codings": _("external codings"),
        "cycle": _("cycle"),
        "session": _("session"),
        "issued_on": _("issued on"),
        "source": _("source"),
    }
    return labels.get(field, field)
