"""The page behind the link of an invitation: for whoever has it, with an account or without."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.models import User
from focalpoints.forms.joining import NewAccountForm
from focalpoints.models import Invitation
from focalpoints.services import invitations as services
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def accept_invitation(request: HtmxRequest, token: str) -> HttpResponse:
    """Shows who invites for what; a POST accepts. Looking at it accepts nothing."""
    try:
        row = services.find(token=token)
        account = User.objects.filter(email__iexact=row.email).first()
        if account is not None:
            return _with_account(request, row, token, account)
        return _without_account(request, row, token)
    except Invitation.DoesNotExist:
        return render(request, "focalpoints/invitation_over.html", {"state": ""}, status=404)
    except services.SpentError as error:
        context = {"state": error.state.value}
        return render(request, "focalpoints/invitation_over.html", context, status=410)


def _with_account(request: HtmxRequest, row: Invitation, token: str, account: User) -> HttpResponse:
    problem, is_theirs = "", account.pk == request.user.pk
    if request.method == "POST" and is_theirs:
        try:
            services.accept(token=token, user=request.user)
        except services.SpentError:
            raise
        except DomainError as error:
            problem = str(error)
        else:
            messages.success(request, _("Accepted. Welcome."))
            return redirect("reporting:first_day")
    query = urlencode({"next": request.path})
    context = {
        "row": row,
        "problem": problem,
        "is_theirs": is_theirs,
        "is_closed": not account.is_active,
        "sign_in": f"{resolve_url(settings.LOGIN_URL)}?{query}",
    }
    return render(request, "focalpoints/invitation.html", context, status=409 if problem else 200)


def _without_account(request: HtmxRequest, row: Invitation, token: str) -> HttpResponse:
    if request.user.is_authenticated:
        # Somebody else's browser: whoever was invited has no account to be signed in with.
        return render(request, "focalpoints/invitation.html", {"row": row, "is_theirs": False})
    form = NewAccountForm(
        request.POST or None, email=row.email, initial={"full_name": row.full_name}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.accept_as_new(
                token=token,
                full_name=form.cleaned_data["full_name"],
                password=form.cleaned_data["password"],
                language=get_language() or "",
            )
        except services.SpentError:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Your account is ready. Sign in with the password you set.")
            )
            query = urlencode({"next": reverse("reporting:first_day")})
            return redirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")
    status = 422 if form.is_bound else 200
    return render(request, "focalpoints/invitation.html", {"row": row, "form": form}, status=status)
