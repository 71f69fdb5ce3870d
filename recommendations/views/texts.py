"""The texts of one recommendation: each language, what stands in it, what can be done with it."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations import policies
from recommendations.choices import TextStanding
from recommendations.forms.clusters import RemovalForm
from recommendations.forms.texts import CorrectionForm, NewTextForm, TranslationForm
from recommendations.models import Recommendation, RecommendationText
from recommendations.services import texts as services


@require_GET
def texts(request: HtmxRequest, reference: str) -> HttpResponse:
    """Every language of the instance, and every other one that has a text."""
    record = _record(request, reference)
    found = {row.language: row for row in record.texts.all()}
    codes = dict.fromkeys([*found, *(code for code, _name in settings.LANGUAGES)])
    languages = [{"code": code, "text": found.get(code)} for code in codes]
    context = {"record": record, "languages": languages}
    return render(request, "recommendations/texts.html", context)


@require_http_methods(["GET", "POST"])
def add_text(request: HtmxRequest, reference: str) -> HttpResponse:
    record = _record(request, reference)
    form = NewTextForm(
        request.POST or None,
        needs_authentic=record.authentic is None,
        initial={"language": request.GET.get("language", ""), "standing": TextStanding.UNOFFICIAL},
    )
    context: dict[str, Any] = {"title": _("Add a text"), "act": _("Add")}
    if request.method == "POST" and form.is_valid():
        try:
            services.add_text(recommendation=record.pk, actor=request.user, **form.cleaned_data)
        except ConflictError as error:
            form.add_error("language", str(error))
            context |= _both(error, form.cleaned_data["text"])
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The text is added."))
            return redirect(_address(record))
    return _page(request, record, form, context)


@require_http_methods(["GET", "POST"])
def edit_text(request: HtmxRequest, reference: str, language: str) -> HttpResponse:
    """Edit a translation; the authentic text has a door of its own."""
    record, row = _text(request, reference, language)
    if row.is_authentic:
        return redirect("recommendations:correct_text", reference, language)
    form = TranslationForm(
        request.POST or None,
        language=row.language,
        initial=_shown(row) | {"standing": row.standing},
    )
    context = {"title": _("Edit the translation"), "act": _("Save"), "text": row}
    return _save(request, record, row, form, context)


@require_http_methods(["GET", "POST"])
def correct_text(request: HtmxRequest, reference: str, language: str) -> HttpResponse:
    record, row = _text(request, reference, language)
    form = CorrectionForm(request.POST or None, language=row.language, initial=_shown(row))
    context = {
        "title": _("Correct the authentic text"),
        "act": _("Correct"),
        "text": row,
        "consequences": [
            _("Everyone reads the corrected text from now on; history keeps the one before."),
            _("Translations stay as they are: look whether they still say the same."),
        ],
    }
    return _save(request, record, row, form, context)


def _save(
    request: HtmxRequest,
    record: Recommendation,
    row: RecommendationText,
    form: Any,
    context: dict[str, Any],
) -> HttpResponse:
    """Show the form of a text that is there, or save it; of two people the second sees both texts."""
    seen = parse_datetime(request.POST.get("seen", "")) or row.updated_at
    if request.method == "POST" and form.is_valid():
        deed = services.correct_authentic if row.is_authentic else services.edit_translation
        try:
            deed(pk=row.pk, seen=seen, actor=request.user, **form.cleaned_data)
        except ConflictError as error:
            form.add_error(None, str(error))
            context |= _both(error, form.cleaned_data["text"])
            seen = context["both"]["at"]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The text is saved."))
            return redirect(_address(record))
    return _page(request, record, form, context, seen)


@require_http_methods(["GET", "POST"])
def withdraw_text(request: HtmxRequest, reference: str, language: str) -> HttpResponse:
    record, row = _text(request, reference, language)
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_translation(
                pk=row.pk, reason=form.cleaned_data["reason"], actor=request.user
            )
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The translation is withdrawn."))
        return redirect(_address(record))
    context = {
        "title": _("Withdraw the translation"),
        "subject": f"{record}: {row.language}",
        "consequences": [_("Nobody reads this translation afterwards; history keeps it.")],
        "form": form,
        "act": _("Withdraw"),
        "danger": True,
        "cancel_url": _address(record),
    }
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)


def _record(request: HtmxRequest, reference: str) -> Recommendation:
    records = policies.visible_recommendations(request.user).prefetch_related("texts")
    record: Recommendation = get_object_or_404(records, reference=reference)
    require(policies.can_manage_register(request.user))
    return record


def _text(
    request: HtmxRequest, reference: str, language: str
) -> tuple[Recommendation, RecommendationText]:
    record = _record(request, reference)
    return record, get_object_or_404(record.texts, language=language)


def _shown(row: RecommendationText) -> dict[str, str]:
    return {name: getattr(row, name) for name in ("heading", "text", "source", "translator")}


def _address(record: Recommendation) -> str:
    return reverse("recommendations:texts", args=[record.reference])


def _both(error: ConflictError, mine: str) -> dict[str, Any]:
    theirs: Any = error.theirs
    return {
        "both": {
            "who": _("Someone else"),
            "at": theirs.updated_at,
            "theirs": theirs.text,
            "mine": mine,
        }
    }


def _page(
    request: HtmxRequest,
    record: Recommendation,
    form: Any,
    context: dict[str, Any],
    seen: dt.datetime | None = None,
) -> HttpResponse:
    context |= {
        "record": record,
        "form": form,
        "seen": seen.isoformat() if seen else "",
        "cancel_url": _address(record),
    }
    status = 422 if form.errors else 200
    return render(request, "recommendations/text_form.html", context, status=status)
