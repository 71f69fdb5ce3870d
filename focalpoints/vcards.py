"""Contacts of members as vCards, for the address book of a telephone or a mail program.

Source: RFC 2426 (vCard 3.0), which every program reads; names are not split, so `N` holds all in one.
"""

from collections.abc import Iterable

from django.http import HttpResponse

from .models import Appointment

# Octets of a line before it is folded (RFC 2426, 2.6).
LINE = 75


def vcard_answer(name: str, rows: Iterable[Appointment]) -> HttpResponse:
    """A file with one card a post; `user` and `institution` are read."""
    response = HttpResponse(content_type="text/vcard; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.vcf"'
    response["Cache-Control"] = "private, no-store"
    response.write("".join(card(row) for row in rows))
    return response


def card(row: Appointment) -> str:
    fields = {
        "BEGIN": "VCARD",
        "VERSION": "3.0",
        "N": f"{escaped(str(row.user))};;;;",
        "FN": escaped(str(row.user)),
        "ORG": escaped(row.institution.label),
        "TITLE": escaped(str(row.get_role_display())),
        "EMAIL;TYPE=INTERNET,WORK": escaped(row.user.email),
        "UID": f"urn:uuid:{row.reference}",
        "END": "VCARD",
    }
    return "".join(f"{folded(f'{key}:{value}')}\r\n" for key, value in fields.items())


def escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\\n").replace("\n", "\\n")


def folded(line: str) -> str:
    """No line longer than 75 octets, and none divided inside a letter."""
    parts: list[str] = []
    part = ""
    for letter in line:
        if len(f"{part}{letter}".encode()) > LINE - (1 if parts else 0):
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part])
