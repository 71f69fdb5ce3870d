"""One account a role, for the sign-in page of a demonstration."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.choices import StandingGroup

# Lets in only where DEMO_MODE is on: accounts.adapter refuses demonstration accounts elsewhere.
PASSWORD = "marisola-demo"  # noqa: S105
DOMAIN = "demo.example"


@dataclass(frozen=True, slots=True)
class Account:
    """One line of the list. `post` is (institution, role) for those who hold an appointment."""

    role: Any
    name: str
    mailbox: str
    hint: Any
    groups: tuple[str, ...] = ()
    post: tuple[str, str] | None = None

    @property
    def email(self) -> str:
        return f"{self.mailbox}@{DOMAIN}"

    @property
    def password(self) -> str:
        return PASSWORD


ACCOUNTS: Sequence[Account] = (
    Account(
        role=_("Secretariat officer"),
        name="Elena Marchetal",
        mailbox="secretariat",
        hint=_("Import a review, propose an assignment, verify an update, assess."),
        groups=(StandingGroup.SECRETARIAT,),
    ),
    Account(
        role=_("Head of secretariat"),
        name="Augustin Belkarim",
        mailbox="head",
        hint=_("See what is late, what is stuck with whom, and what comes next."),
        groups=(StandingGroup.SECRETARIAT,),
    ),
    Account(
        role=_("Consultation officer"),
        name="Yara Dubrenne",
        mailbox="consultation",
        hint=_("Read and answer the comments on the open consultation."),
        groups=(StandingGroup.SECRETARIAT, StandingGroup.CONSULTATION_OFFICERS),
    ),
    Account(
        role=_("Administrator"),
        name="Jonas Ekelund-Sow",
        mailbox="admin",
        hint=_("Look after people and lists. An administrator publishes nothing."),
        groups=(StandingGroup.ADMINISTRATORS,),
    ),
    Account(
        role=_("Focal point, Ministry of Interior"),
        name="Samir Benaloua",
        mailbox="focal.interior",
        hint=_("Correct a returned update, write a new one, accept or contest an assignment."),
        post=("interior", "focal_point"),
    ),
    Account(
        role=_("Deputy focal point, Ministry of Interior"),
        name="Leonie Tarquess",
        mailbox="deputy.interior",
        hint=_("Continue what the principal began. A deputy does everything but sign."),
        post=("interior", "deputy"),
    ),
    Account(
        role=_("Validating authority, Ministry of Interior"),
        name="Victor Assamoa",
        mailbox="authority.interior",
        hint=_("Read what was verified, and sign it or send it back."),
        post=("interior", "validating_authority"),
    ),
    Account(
        role=_("Focal point, Ministry of Labour and Social Protection"),
        name="Noemi Carrasque",
        mailbox="focal.labour",
        hint=_("See that the drafts of another ministry stay private."),
        post=("labour", "focal_point"),
    ),
    Account(
        role=_("National Human Rights Commission"),
        name="Commissioner Wanjiru Estevane",
        mailbox="nhri",
        hint=_("Set down an assessment of one’s own beside the State’s."),
        post=("nhrc", "representative"),
    ),
    Account(
        role=_("Parliament"),
        name="Hon. Gabriel Nassereau",
        mailbox="parliament",
        hint=_("Find what needs legislation."),
        post=("parliament", "representative"),
    ),
    Account(
        role=_("Statistics office"),
        name="Henrik Soulemane",
        mailbox="statistics",
        hint=_("Read what asks for data, internal records included."),
        post=("statistics", "representative"),
    ),
    Account(
        role=_("Civil society organisation"),
        name="Paloma Gerrard",
        mailbox="cso",
        hint=_("Comment on the draft report and see the answers."),
        post=("childrens-coalition", "representative"),
    ),
    Account(
        role=_("United Nations country team"),
        name="Astrid Mulemba",
        mailbox="un",
        hint=_("Follow the themes of a programme across all mechanisms."),
        post=("un-country-team", "representative"),
    ),
)


def listed() -> list[Account]:
    """The accounts as the sign-in page shows them (settings.DEMO_ACCOUNTS_PROVIDER)."""
    return list(ACCOUNTS)
