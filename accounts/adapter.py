"""What allauth may do here: sign people in; nobody opens an account by oneself."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from .models import User


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """What cannot be read as an address at all, such as `https://[`, leads nowhere."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> Any:
        """Demonstration accounts exist in demo mode alone, whatever database was copied where."""
        if user.is_demo and not settings.DEMO_MODE:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)
