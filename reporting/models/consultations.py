import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from focalpoints.models import Institution
from nmirf.common.models import TimeStamped
from reporting.choices import Answer, Audience, Moderation
from reporting.querysets import CommentQuerySet, ConsultationQuerySet

from .drafts import DraftVersion


@pghistory.track()
class Consultation(TimeStamped):
    """A version put before people, from one day to another; every comment gets an answer."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=300)
    introduction = models.TextField(_("introduction"), blank=True)
    version = models.ForeignKey(
        DraftVersion, on_delete=models.PROTECT, related_name="consultations"
    )
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on, last day included"))
    audience = models.CharField(
        _("audience"), max_length=20, choices=Audience, default=Audience.PUBLIC
    )
    allows_anonymous = models.BooleanField(_("anonymous comments allowed"), default=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        ordering = ["-opens_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="consultation_closes_after_it_opens",
                condition=Q(closes_on__gte=F("opens_on")),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("portal:consultation", args=[self.slug])


# No history of comments in words: a text that its author withdraws must not live on in an event.
@pghistory.track(exclude=["text"])
class Comment(TimeStamped):
    """What someone says on one section. Who wrote it anonymously stands in another table."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="comments"
    )
    # The key of the section in the version's list.
    section = models.CharField(_("section"), max_length=40)
    text = models.TextField(_("comment"), max_length=5000)
    # Empty for an anonymous comment; shown beside the comment otherwise.
    institution = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="comments",
        verbose_name=_("institution"),
    )
    shown_name = models.CharField(_("name to show"), max_length=120, blank=True)
    moderation = models.CharField(
        _("moderation"), max_length=20, choices=Moderation, default=Moderation.PENDING
    )
    moderation_reason = models.CharField(_("why it is not shown"), max_length=300, blank=True)
    answer = models.CharField(_("answer"), max_length=20, choices=Answer, blank=True)
    answer_text = models.TextField(_("answer in words"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="comment_moderation_known", condition=Q(moderation__in=Moderation.values)
            ),
            models.CheckConstraint(
                name="comment_answer_in_words", condition=Q(answer="") | ~Q(answer_text="")
            ),
            models.CheckConstraint(
                name="comment_hidden_with_a_reason",
                condition=~Q(moderation=Moderation.HIDDEN) | ~Q(moderation_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        return f"{self.consultation.get_absolute_url()}#comment-{self.reference}"


class CommenterIdentity(models.Model):
    """Who wrote a comment without an institution, encrypted, for consultation officers alone.

    No history, no time finer than the day, no address: what is not kept cannot be found.
    """

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="identity")
    sealed = models.BinaryField(_("name and address, encrypted"))
    kept_until = models.DateField(_("kept until"))

    class Meta:
        verbose_name = _("identity of a commenter")
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return str(_("identity kept apart"))


class IdentityLook(models.Model):
    """A consultation officer looked up who wrote a comment: who, when, why. Never edited."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="looks")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("look at an identity")
        ordering = ["-at", "-pk"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.officer}, {self.at}"
