"""What every record has, and what many are made of."""

import datetime as dt
from typing import Any, cast

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import Field, Schema
from pydantic import ConfigDict

ID = _("The stable name of the record; never changes while the record is there.")
URL = _("The address of the record in this API.")
PAGE = _("The address of its page for people.")


def means(words: str | Promise, **more: Any) -> Any:
    """A field and its meaning, which waits for the language in which the description is made."""
    return Field(description=cast("str", words), **more)


def tells(words: Promise) -> ConfigDict:
    """The meaning of a whole schema, and of those made from it."""
    return {"json_schema_extra": {"description": cast("str", words)}}


class Ref(Schema):
    model_config = tells(_("Another record."))

    id: str = means(ID)
    label: str = means(_("Its name in the language asked for."))


class Coded(Schema):
    model_config = tells(_("A value out of a fixed list."))

    code: str = means(_("The same in every language."))
    label: str = means(_("In the language asked for."))


class Part(Schema):
    institution: Ref
    role: Coded
    through: Ref | None = means(_("The cluster through which it has this part."))


class StatusCount(Schema):
    status: str = means(_("“” for those that are not assessed."))
    number: int


class Evidence(Schema):
    title: str
    url: str = means(_("Where the document is read."))


class Record(Schema):
    id: str = means(ID)
    url: str = means(URL)


class Paged(Record):
    page: str = means(PAGE)


class Owed(Record):
    title: str
    due_on: dt.date
    state: Coded
    is_late: bool
