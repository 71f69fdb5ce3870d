"""Files of those who must not be traced: what tells of their author is taken out before they are kept."""

from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.choices import SAYING_NOTHING
from documents.parsers import Facts, FileRefusedError
from documents.sandbox.run import Outcome, run

_WHY = {
    Outcome.LOCKED: gettext_lazy("it is protected by a password"),
    Outcome.DAMAGED: gettext_lazy("it is damaged"),
    Outcome.TOO_MUCH: gettext_lazy("it is too large or too intricate"),
    Outcome.MARKED: gettext_lazy("some of it would stay"),
}


def cleaned(upload: Any, facts: Facts) -> Any:
    """The file without its metadata, looked through anew. Raises FileRefusedError where that fails."""
    if facts.extension in SAYING_NOTHING:
        return upload
    answer = run("clean", facts.extension, upload)
    if answer.outcome != Outcome.DONE:
        raise FileRefusedError(
            _(
                "“%(name)s” was not kept: what it tells of its author could not be taken out, for %(why)s."
                " Save it as a new PDF, or send its text."
            )
            % {"name": facts.filename, "why": _WHY[answer.outcome]}
        )
    return ContentFile(answer.body, name=facts.filename)
