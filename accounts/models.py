import uuid
from datetime import timedelta
from typing import ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nmirf.common.models import TimeStamped
from nmirf.common.workflow import edges

from .choices import (
    DATA_REQUEST_MOVES,
    DataRequestKind,
    DataRequestOrigin,
    DataRequestState,
    FirstDayStep,
    TokenScope,
)
from .querysets import ApiTokenQuerySet, DataRequestQuerySet


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **facts: object) -> "User":
        """An account known by its e-mail address; without a password nobody can sign in with one."""
        user = self.model(email=self.normalize_email(email).lower(), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **facts: object) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **facts)

    def active(self) -> models.QuerySet["User"]:
        return self.filter(is_active=True)

    def in_group(self, name: str) -> models.QuerySet["User"]:
        """Active members of a standing group."""
        return self.active().filter(groups__name=name).order_by("pk")

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


# Neither the password's hash nor the time of each sign-in belongs in history.
@pghistory.track(exclude=["password", "last_login", "last_visit_at"])
class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address and a second factor."""

    email = models.EmailField(_("e-mail address"), unique=True)
    full_name = models.CharField(_("full name"), max_length=200)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    preferred_language = models.CharField(_("language"), max_length=12, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may use the administration pages"), default=False)
    is_demo = models.BooleanField(
        _("demonstration account"),
        default=False,
        help_text=_("Lets in with a password alone, in demo mode only."),
    )
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    last_visit_at = models.DateTimeField(_("last visit to the desk"), null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["full_name", "pk"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.full_name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = type(self).objects.normalize_email(self.email).lower()

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[0] if self.full_name else self.email


class FirstDay(TimeStamped):
    """The first day of somebody new: what was ticked off by hand, and whether it is put away.

    How far somebody has come is computed from records; see reporting.first_day.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="first_day"
    )
    seen = ArrayField(
        models.CharField(max_length=20, choices=FirstDayStep),
        verbose_name=_("ticked off"),
        default=list,
        blank=True,
    )
    put_away_at = models.DateTimeField(_("put away at"), null=True, blank=True)

    class Meta:
        verbose_name = _("first day")
        verbose_name_plural = _("first days")
        constraints = [
            models.CheckConstraint(
                name="first_day_steps_known",
                condition=Q(seen__contained_by=FirstDayStep.values),
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


@pghistory.track()
class DataRequest(TimeStamped):
    """Somebody wants something about them corrected or erased, or it is proposed after years."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="data_requests",
        verbose_name=_("person"),
    )
    kind = models.CharField(_("what for"), max_length=20, choices=DataRequestKind)
    origin = models.CharField(
        _("origin"),
        max_length=20,
        choices=DataRequestOrigin,
        default=DataRequestOrigin.PERSON,
    )
    # In the person's words; emptied with all else when the person is erased.
    text = models.CharField(_("what is asked"), max_length=1000, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=DataRequestState, default=DataRequestState.OPEN
    )
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    decided_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="data_request_kind_known", condition=Q(kind__in=DataRequestKind.values)
            ),
            models.CheckConstraint(
                name="data_request_origin_known",
                condition=Q(origin__in=DataRequestOrigin.values),
            ),
            models.CheckConstraint(
                name="data_request_state_known", condition=Q(state__in=DataRequestState.values)
            ),
            models.CheckConstraint(
                name="data_request_declined_with_a_reason",
                condition=~Q(state=DataRequestState.DECLINED) | ~Q(answer=""),
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(state=DataRequestState.OPEN),
                name="data_request_one_open",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="state_moves", field="state", transitions=edges(DATA_REQUEST_MOVES))
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person}"

    def get_absolute_url(self) -> str:
        return reverse("focalpoints:data_request", args=[self.reference])


# Neither the token's digest nor when it was last used belongs in history.
@pghistory.track(exclude=["digest", "last_used_at"])
class ApiToken(TimeStamped):
    """Lets a program read what its owner may read, until a day. The token itself is not kept."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="api_tokens",
        verbose_name=_("person"),
    )
    name = models.CharField(_("what it is for"), max_length=80)
    # The end of the token, by which its owner tells it from another.
    hint = models.CharField(_("ends with"), max_length=4, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scope = models.CharField(
        _("good for"), max_length=10, choices=TokenScope, default=TokenScope.READ
    )
    issued_on = models.DateField(_("made on"))
    expires_on = models.DateField(_("last day"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("token of the API")
        verbose_name_plural = _("tokens of the API")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="api_token_scope_known", condition=Q(scope__in=TokenScope.values)
            ),
            models.CheckConstraint(
                name="api_token_a_year_at_most",
                condition=Q(
                    expires_on__lte=ExpressionWrapper(
                        F("issued_on") + timedelta(days=366), output_field=models.DateTimeField()
                    )
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name
