"""Which transactions are under way, told exactly although other processes test beside this one."""

import pytest

from portal.api import changes
from portal.serving import generation

# The program counts a transaction as its own that it cannot place any more because it has just ended;
# of another test's database that is one too many, and a page is made anew or a change told later.
HERE = """
    (SELECT COALESCE(array_agg(number), '{}'::bigint[])
       FROM pg_snapshot_xip(pg_current_snapshot()) AS each, CAST(each::text AS bigint) AS number
      WHERE mod(number, 4294967296) IN (
            SELECT backend_xid::text::bigint FROM pg_stat_activity
             WHERE datname = current_database() AND backend_xid IS NOT NULL))
"""


@pytest.fixture(autouse=True)
def _under_way_here(monkeypatch):
    monkeypatch.setattr(changes, "UNDER_WAY", HERE)
    monkeypatch.setattr(generation, "UNDER_WAY", HERE)
    generation._question.cache_clear()
    yield
    generation._question.cache_clear()
