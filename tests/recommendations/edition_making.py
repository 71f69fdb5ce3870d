"""A review whose records are pasted in French."""

import pytest
from django.core.files.base import ContentFile

from recommendations.services import editions
from tests import factories

PASTED = """
Recommandations

31. Le Comité recommande à l’État partie :
(a) d’enregistrer chaque enfant;
(b) d’abolir les frais
de retard.
32. De former les agents.
"""
LEAD = "Le Comité recommande à l’État partie :"


@pytest.fixture
def officer(client):
    person = factories.secretariat()
    client.force_login(person)
    return person


@pytest.fixture
def review():
    return factories.ReviewFactory(title="CRC 2023")


def record(review, paragraph, **facts):
    facts = {"symbol": "CRC/C/XMA/CO/5", "text": f"Text of {paragraph}."} | facts
    return factories.RecommendationFactory(review=review, paragraph=paragraph, **facts)


def start(actor, pasted=PASTED, **facts):
    facts = {
        "is_pasted": True,
        "language": "fr",
        "standing": "official",
        "source": "CRC/C/XMA/CO/5, French",
        "translator": "",
        "review": None,
    } | facts
    facts.setdefault("file", ContentFile(pasted.encode(), name="pasted.txt"))
    return editions.start_edition(actor=actor, **facts)


def outcomes(edition):
    return {row.place: row.outcome for row in edition.rows.all()}


def french(row):
    return row.texts.filter(language="fr").values_list("text", flat=True).first()
