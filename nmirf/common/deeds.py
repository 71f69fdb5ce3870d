"""A form and the deed that it asks for: what views do alike."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.http import HttpRequest

from .errors import DomainError

Done = TypeVar("Done")


def attempt(request: HttpRequest, form: forms.Form, deed: Callable[..., Done]) -> Done | None:
    """Carry out `deed` with what was typed; None where nothing was sent or something is wrong.

    What the deed says against it stands on top of the form.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return deed(**form.cleaned_data)
    except DomainError as error:
        form.add_error(None, str(error))
        return None


def status_of(request: HttpRequest) -> int:
    """200 for a page that is opened, 422 for a form that comes back."""
    return 422 if request.method == "POST" else 200
