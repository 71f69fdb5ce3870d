"""Who is about to join: invitations, organisations that ask, somebody's first day, a correction."""

import datetime as dt
import hashlib

from accounts.models import DataRequest, FirstDay
from focalpoints.choices import InstitutionKind, RegistrationState, Role
from focalpoints.models import Invitation, Registration
from recommendations.models import AffectedGroup, Theme

from .accounts import DOMAIN
from .clock import Clock
from .people import People
from .rows import write

# Name, kind, what it does, who speaks for it, mailbox, days since the address was confirmed.
ASKING = (
    (
        "Harbour Tenants’ Union",
        InstitutionKind.CSO,
        "Counsel for tenants of the old harbour, and shelter for those who were evicted.",
        "Odile Ferrantis",
        "odile.ferrantis",
        3,
    ),
    (
        "Institute of Public Law, University of Marisola",
        InstitutionKind.ACADEMIA,
        "Teaches and writes on equality before the law; runs a legal clinic.",
        "Professor Emre Castellane",
        "emre.castellane",
        9,
    ),
)
# Institution, role, name, mailbox, days since the invitation.
INVITED = (
    ("agriculture", Role.FOCAL_POINT, "Ines Valdorre", "ines.valdorre", 2),
    ("education", Role.DEPUTY, "Tomas Quillane", "tomas.quillane", 20),
)


def seed(clock: Clock, who: People) -> None:
    """What stands before the secretariat when people join; nothing is sent."""
    officer = who.account("secretariat")
    write(
        Invitation(
            token_digest=_digest(mailbox),
            email=f"{mailbox}@{DOMAIN}",
            full_name=name,
            institution=who.institutions[slug],
            role=role,
            starts_on=clock.ago(days),
            language="en",
            invited_by=officer,
            sent_at=clock.instant(days, mailbox),
            expires_at=clock.instant(days, mailbox) + dt.timedelta(days=14),
        )
        for slug, role, name, mailbox, days in INVITED
    )
    themes = list(Theme.objects.filter(parent__isnull=True, is_active=True)[:3])
    groups = list(AffectedGroup.objects.filter(is_active=True, is_noise=False)[:2])
    write(
        Registration(
            token_digest=_digest(mailbox),
            name=name,
            kind=kind,
            about=about,
            full_name=speaker,
            email=f"{mailbox}@{DOMAIN}",
            language="en",
            themes=[row.code for row in themes],
            groups=[row.code for row in groups],
            state=RegistrationState.PENDING,
            sent_at=clock.instant(days + 1, mailbox),
            confirmed_at=clock.instant(days, mailbox),
            expires_at=clock.instant(days, mailbox) + dt.timedelta(days=7),
        )
        for name, kind, about, speaker, mailbox, days in ASKING
    )
    DataRequest.objects.create(
        person=who.posts["interior", "deputy"],
        kind="correction",
        text="My appointment began one month later than it says here.",
    )
    FirstDay.objects.create(user=who.posts["childrens-coalition", "representative"])


def _digest(mailbox: str) -> str:
    """Of a token that nobody has: the links of the demonstration lead nowhere."""
    return hashlib.sha256(f"demo {mailbox}".encode()).hexdigest()
