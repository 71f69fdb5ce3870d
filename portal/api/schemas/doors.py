"""Where one comes in, and what a refusal says."""

from django.utils.translation import gettext_lazy as _
from ninja import Schema

from .base import means, tells


class Error(Schema):
    parameter: str
    detail: str
    value: str | None = None
    known: list[str] | None = None


class Problem(Schema):
    """Source: RFC 9457."""

    model_config = tells(_("An error, in the form of RFC 9457."))

    type: str
    title: str
    status: int
    detail: str
    errors: list[Error] = means(_("Which parameters are wrong, and why."), default=[])
    replaced_by: str | None = means(
        _("With 410: the address of what took its place."), default=None
    )


class Start(Schema):
    name: str
    version: str
    licence: str
    description: str = means(_("The address of the OpenAPI document."))
    documentation: str
    languages: list[str]
    lists: dict[str, str] = means(_("By name, the address of each list."))
