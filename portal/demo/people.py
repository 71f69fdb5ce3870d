"""Institutions, the people appointed there, and the national mechanism's own row."""

import re
import unicodedata
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.models import User
from focalpoints.choices import CONSENT_VERSION, Membership, Role
from focalpoints.models import Absence, Appointment, ContactConsent, Institution, NationalMechanism
from focalpoints.services.rights import apply_appointments

from . import reading
from .accounts import ACCOUNTS, DOMAIN, PASSWORD
from .clock import Clock, spread
from .reading import Entry
from .rows import write

POSTS = {
    "focal_point": Role.FOCAL_POINT,
    "deputy": Role.DEPUTY,
    "authority": Role.VALIDATING_AUTHORITY,
    "representative": Role.REPRESENTATIVE,
}
TITLES = re.compile(
    r"^(Dr|Hon\.|Judge|Commissioner|Director|Governor|Inspector|Superintendent|Prosecutor|Ambassador) "
)
# The deputy acts today; the post has been empty since.
ABSENT, ABSENT_FROM, ABSENT_TO = "health", 6, -15
VACANT, VACANT_SINCE = "agriculture", 38


@dataclass
class People:
    """Who is who. Keys of `posts` are (institution, role)."""

    institutions: dict[str, Institution] = field(default_factory=dict)
    posts: dict[tuple[str, str], User] = field(default_factory=dict)
    officers: list[User] = field(default_factory=list)

    def reporter(self, slug: str, key: str = "") -> User:
        """The focal point, and now and then the deputy, who writes what `key` names."""
        role = "deputy" if key and spread(f"author {key}") < 0.3 else "focal_point"
        return self.posts[slug, role]

    def signer(self, slug: str) -> User:
        return self.posts[slug, "validating_authority"]

    def answering(self, slug: str) -> User:
        """Who accepts or contests for an institution: its focal point or its representative."""
        return self.posts.get((slug, "focal_point")) or self.posts[slug, "representative"]

    def account(self, mailbox: str) -> User:
        """The secretariat's officer whose demonstration account has this mailbox."""
        return next(user for user in self.officers if user.email.startswith(f"{mailbox}@"))

    def officer(self, key: str) -> User:
        """One of the secretariat, always the same for the same `key`."""
        return self.officers[int(spread(f"officer {key}") * len(self.officers))]


def seed(clock: Clock) -> People:
    """Write institutions, accounts, appointments, permissions and the mechanism's row."""
    people = People()
    for entry in reading.entries("institutions"):
        people.institutions[entry["slug"]] = _institution(entry, people)
    password = make_password(PASSWORD)
    known = {account.post: account.email for account in ACCOUNTS if account.post}
    users = {}
    for entry in reading.entries("institutions"):
        for post, role in POSTS.items():
            if post in entry:
                place = (entry["slug"], role.value)
                users[place] = _user(entry[post], known.get(place), password, clock)
    people.posts = dict(zip(users, write(users.values()), strict=True))
    _standing_groups(people, password, clock)
    _appointments(people, clock)
    _mechanism(people)
    return people


def _institution(entry: Entry, people: People) -> Institution:
    parent = people.institutions[entry["parent"]] if "parent" in entry else None
    return Institution.objects.create(
        slug=entry["slug"],
        name=entry["name"],
        name_translations=reading.translations(entry),
        acronym=entry["acronym"],
        kind=entry["kind"],
        branch=entry.get("branch", "executive"),
        parent=parent,
        territory=entry.get("territory", ""),
        membership=entry.get("membership", Membership.FULL),
        mailbox=f"{entry['slug']}@{DOMAIN}",
    )


def _user(name: str, email: str | None, password: str, clock: Clock) -> User:
    return User(
        email=email or f"{_mailbox(name)}@{DOMAIN}",
        full_name=name,
        password=password,
        is_demo=True,
        date_joined=clock.instant(1500 - int(spread(name) * 400), name),
    )


def _mailbox(name: str) -> str:
    plain = unicodedata.normalize("NFKD", TITLES.sub("", name)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z-]+", ".", plain.lower())


def _standing_groups(people: People, password: str, clock: Clock) -> None:
    for account in ACCOUNTS:
        if account.post:
            continue
        user = _user(account.name, account.email, password, clock)
        user.is_staff = "administrators" in account.groups
        user.save()
        for name in account.groups:
            user.groups.add(Group.objects.get_or_create(name=name)[0])
        if "secretariat" in account.groups:
            people.officers.append(user)


def _appointments(people: People, clock: Clock) -> None:
    """Appointments of the last years; the permissions follow from them through their service."""
    made: dict[tuple[str, str], Appointment] = {}
    for (slug, role), user in people.posts.items():
        began = 500 + int(spread(f"appointed {user.email}") * 900)
        made[slug, role] = Appointment(
            user=user,
            institution=people.institutions[slug],
            role=role,
            starts_on=clock.ago(began),
            ends_on=clock.ago(VACANT_SINCE) if (slug, role) == (VACANT, "focal_point") else None,
            last_confirmed_on=clock.ago(int(spread(f"confirmed {user.email}") * 200)),
        )
    write(made.values())
    for (slug, role), appointment in made.items():
        principal = made.get((slug, "focal_point"))
        if role == Role.DEPUTY and principal is not None:
            appointment.deputises = principal
    Appointment.objects.bulk_update(made.values(), ["deputises"])
    ContactConsent.objects.bulk_create(
        ContactConsent(
            appointment=row,
            version=CONSENT_VERSION,
            given_at=clock.instant((clock.today - row.starts_on).days - 10, "consent"),
        )
        for (_slug, role), row in made.items()
        if role == "focal_point"
    )
    Absence.objects.create(
        appointment=made[ABSENT, "focal_point"],
        starts_on=clock.ago(ABSENT_FROM),
        ends_on=clock.ago(ABSENT_TO),
    )
    apply_appointments()


def _mechanism(people: People) -> None:
    entry = reading.read("mechanism")
    NationalMechanism.objects.create(
        name=entry["name"],
        name_translations=reading.translations(entry, "name"),
        acronym=entry["acronym"],
        state_name=entry["state"],
        state_name_translations=reading.translations(entry, "state"),
        state_code="XMA",
        site_title=entry["title"],
        site_title_translations=reading.translations(entry, "title"),
        legal_basis=entry["legal_basis"],
        legal_basis_translations=reading.translations(entry, "legal_basis"),
        host=people.institutions[entry["host"]],
        contact=f"secretariat@{DOMAIN}",
        accent=entry["accent"],
    )
