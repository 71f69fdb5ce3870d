"""Documents that stand in the library by themselves, by their class."""

from django.db.models import QuerySet

from documents.choices import BELONGING, Classification
from documents.models import Document

from .rights import Person, standing


def library_documents(user: Person) -> QuerySet[Document]:
    """Internal ones for members of the mechanism, restricted ones for the secretariat besides.

    Confidential ones are for those who are named: no standing opens them.
    """
    rights = standing(user)
    classes = [Classification.INTERNAL] if rights.reads_internal else []
    if rights.is_secretariat:
        classes.append(Classification.RESTRICTED)
    return Document.objects.filter(classification__in=classes).exclude(kind__in=BELONGING)
