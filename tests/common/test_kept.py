"""Which transactions the database says are under way."""

import threading

import pytest
from django.db import connection, connections, transaction

from focalpoints.models import Institution
from nmirf.common.kept import UNDER_WAY
from tests import factories as make


@pytest.mark.django_db(transaction=True)
def test_what_another_writes_is_under_way_until_it_ends():
    row = make.InstitutionFactory()
    own, written, may_end = [], threading.Event(), threading.Event()

    def write():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                Institution.objects.filter(pk=row.pk).update(acronym="X")
                cursor.execute("SELECT pg_current_xact_id()::text::bigint")
                own.extend(cursor.fetchone())
                written.set()
                may_end.wait(20)
        finally:
            connections.close_all()

    def under_way():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {UNDER_WAY}")
            return cursor.fetchone()[0]

    thread = threading.Thread(target=write)
    thread.start()
    try:
        assert written.wait(20)
        # Of those that nobody has overtaken a snapshot names none.
        make.InstitutionFactory()
        assert own[0] in under_way()
    finally:
        may_end.set()
        thread.join(20)
    assert own[0] not in under_way()
