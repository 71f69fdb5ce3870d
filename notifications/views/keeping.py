"""What the secretariat keeps: public holidays, the weekend, and mailboxes that refuse."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from nmirf.common.numbers import whole
from notifications import policies
from notifications.forms.holidays import HolidayFileForm, HolidayForm, WeekendForm
from notifications.models import Holiday
from notifications.services import holidays as services
from notifications.services import mailboxes as mail
from notifications.services.rules import working_days


@require_http_methods(["GET", "POST"])
def holidays(request: HtmxRequest) -> HttpResponse:
    """The public holidays of one year (`?year=`); a form adds one."""
    require(policies.can_keep_reminders(request.user))
    form = HolidayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.add_holiday(actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error("on", str(error))
        else:
            messages.success(request, _("Added."))
            return _to_year(row.on.year)
    return _page(request, form=form)


def _page(
    request: HtmxRequest,
    *,
    form: HolidayForm | None = None,
    file_form: HolidayFileForm | None = None,
    weekend_form: WeekendForm | None = None,
) -> HttpResponse:
    """The page with the form that has something to complain about, the others as they are."""
    year = _year(request.GET.get("year", ""))
    week = working_days()
    forms = {
        "form": form or HolidayForm(),
        "file_form": file_form or HolidayFileForm(),
        "weekend_form": weekend_form or WeekendForm(initial={"weekend": sorted(week.weekend)}),
    }
    context = forms | {
        "year": year,
        "years": sorted({*Holiday.objects.years(), year, today().year}),
        "holidays": Holiday.objects.in_year(year),
        "next_year": year + 1,
    }
    status = 422 if any(one.errors for one in forms.values()) else 200
    return render(request, "notifications/holidays.html", context, status=status)


def _year(text: str) -> int:
    """The year that was asked for; this one where that makes no sense."""
    return whole(text, 1900, 2200) or today().year


def _to_year(year: int) -> HttpResponse:
    return redirect(f"{reverse('notifications:holidays')}?year={year}")


@require_http_methods(["GET", "POST"])
def holidays_take(request: HtmxRequest) -> HttpResponse:
    """Take over the holidays of a CSV or iCalendar file."""
    require(policies.can_keep_reminders(request.user))
    is_sent = request.method == "POST"
    form = HolidayFileForm(request.POST, request.FILES) if is_sent else HolidayFileForm()
    if is_sent and form.is_valid():
        try:
            taken = services.take_holidays(
                content=form.cleaned_data["file"].read(), actor=request.user
            )
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _taken(taken))
            return redirect("notifications:holidays")
    return _page(request, file_form=form)


@require_POST
def holidays_copy(request: HtmxRequest) -> HttpResponse:
    """The holidays of a year on the same days of the next."""
    require(policies.can_keep_reminders(request.user))
    year = _year(request.POST.get("year", ""))
    try:
        taken = services.copy_year(year=year, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return _to_year(year)
    messages.success(request, _taken(taken))
    for day in taken.missing:
        text = _("%(day)s has no such day in the next year.")
        messages.warning(request, text % {"day": date_format(day, "DATE_FORMAT")})
    return _to_year(year + 1)


def _taken(taken: services.Taken) -> str:
    return ngettext(
        "%(number)d public holiday added; %(known)d were known.",
        "%(number)d public holidays added; %(known)d were known.",
        taken.added,
    ) % {"number": taken.added, "known": taken.known}


@require_http_methods(["GET", "POST"])
def weekend(request: HtmxRequest) -> HttpResponse:
    require(policies.can_keep_reminders(request.user))
    form = WeekendForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_weekend(actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error("weekend", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("notifications:holidays")
    return _page(request, weekend_form=form if form.is_bound else None)


@require_http_methods(["GET", "POST"])
def holiday_remove(request: HtmxRequest, pk: int) -> HttpResponse:
    """Remove one, on a page that says what follows."""
    require(policies.can_keep_reminders(request.user))
    row = get_object_or_404(Holiday, pk=pk)
    if request.method == "POST":
        services.remove_holiday(pk=row.pk, actor=request.user)
        messages.success(request, _("Removed."))
        return _to_year(row.on.year)
    context = {
        "title": _("Remove a public holiday"),
        "subject": f"{date_format(row.on, 'DATE_FORMAT')}: {row.label}",
        "consequences": [
            _("The day counts as a working day from now on; people are reminded on it."),
        ],
        "act": _("Remove"),
        "danger": True,
        "cancel_url": f"{reverse('notifications:holidays')}?year={row.on.year}",
    }
    return render(request, "components/confirm_page.html", context)


@require_GET
def mailboxes(request: HtmxRequest) -> HttpResponse:
    """Addresses that refused messages: whose they are, what was said, and two acts for each."""
    require(policies.can_settle_mailboxes(request.user))
    return render(request, "notifications/mailboxes.html", {"rows": mail.listed()})


@require_POST
def mailbox_settle(request: HtmxRequest) -> HttpResponse:
    """`act` is "corrected" or "again"."""
    require(policies.can_settle_mailboxes(request.user))
    act = request.POST.get("act")
    if act not in {"corrected", "again"}:
        raise Http404
    try:
        mail.settle(
            address=request.POST.get("address", "")[:254], actor=request.user, again=act == "again"
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The site writes to this address again."))
    return redirect("notifications:mailboxes")
