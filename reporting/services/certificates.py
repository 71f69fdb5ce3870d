"""Asking for certificates of trainings as PDF."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints.models import Training, TrainingAttendance
from focalpoints.policies import can_have_certificate, is_secretariat
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.queue import enqueue
from reporting import policies
from reporting.choices import FileKind
from reporting.models import RenderedFile


@transaction.atomic
def request_certificate(
    *, actor: User, attendance: TrainingAttendance, language: str
) -> RenderedFile:
    """Ask for one person's certificate. Raises PermissionDenied, also where none is issued."""
    require(can_have_certificate(actor, attendance))
    return _request(actor, attendance.training, language, {"attendance": attendance.pk})


@transaction.atomic
def request_certificates(*, actor: User, training: Training, language: str) -> RenderedFile:
    """Ask for all that are issued, one a page. Raises PermissionDenied, DomainError for none."""
    require(is_secretariat(actor))
    if not training.attendances.certified().exists():
        raise DomainError(_("No certificate has been issued."))
    return _request(actor, training, language, {"training": training.pk})


def _request(actor: User, training: Training, language: str, what: dict[str, int]) -> RenderedFile:
    """One that the same person has asked for and that is being made is returned instead.

    The file is for who asked, as long as they are who they are: see `visible_files`.
    """
    options = {**what, "scope": policies.reading_scope(actor)}
    asked = {"kind": FileKind.CERTIFICATE, "requested_by": actor, "options": options}
    running = RenderedFile.objects.unfinished().filter(**asked).first()
    if running is not None:
        return running
    with because(str(_("Certificate asked for"))):
        rendered = RenderedFile.objects.create(title=training.title, language=language, **asked)
    enqueue("reporting.render", rendered.pk)
    return rendered
