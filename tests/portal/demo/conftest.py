"""The demo State, seeded once for all tests of it."""

import datetime as dt
import time

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction

from documents.models import Document
from nmirf.common.dates import today
from portal.demo.seeding import seed

from .seeded import LATER, snapshot


@pytest.fixture(scope="package")
def marisola(django_db_setup, django_db_blocker):
    """The demo State, and beside it what it was when seeded as if it were `LATER` days later."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.DEMO_MODE", True)
        with transaction.atomic():
            call_command("load_reference", verbosity=0)
            with transaction.atomic():
                seed(today=today() + dt.timedelta(days=LATER))
                later, files = snapshot(), list(Document.objects.values_list("file", flat=True))
                transaction.set_rollback(True)
            start = time.process_time()
            seed(today=today())
            files += Document.objects.values_list("file", flat=True)
            yield {"seconds": time.process_time() - start, "later": later}
            transaction.set_rollback(True)
        for name in files:
            default_storage.delete(name)
