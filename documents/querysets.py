from typing import Self

from django.db import models

from .choices import Classification, ScanState


class DocumentQuerySet(models.QuerySet):
    def public(self) -> Self:
        return self.filter(classification=Classification.PUBLIC).exclude(
            scan_state=ScanState.INFECTED
        )
