from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.forms import ProfileForm
from accounts.models import User
from nmirf.common.htmx import HtmxRequest


@require_http_methods(["GET", "POST"])
def profile(request: HtmxRequest) -> HttpResponse:
    user = request.user
    form = ProfileForm(request.POST or None, initial=_initial(user))
    if request.method == "POST" and form.is_valid():
        services.set_preferences(user=user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form})


def _initial(user: User) -> dict[str, str]:
    return {
        "full_name": user.full_name,
        "phone": user.phone,
        "language": user.preferred_language,
        "zone": user.time_zone,
    }
