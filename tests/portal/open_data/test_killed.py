"""A run whose process is killed: seen by nobody, and no hindrance to the next."""

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from portal.opendata import editions
from portal.opendata.making import State
from tests import factories as make
from tests.portal.open_data.conftest import FEW

PROJECT = Path(__file__).resolve().parents[3]
# Everything is written but for the archive; then it waits to be killed.
RUN = """
import sys, time
import django
django.setup()
from django.conf import settings
from django.utils import timezone
from portal.opendata import making
from portal.opendata.tables import TABLES
for name in TABLES.keys() - set(sys.argv[2:]):
    del TABLES[name]
making._keep = lambda path: None
settings.OPEN_DATA_ROOT = sys.argv[1]
def wait(draft):
    print("waiting", flush=True)
    time.sleep(60)
making._zip = wait
making.publish(now=timezone.now(), thorough=True)
"""


@pytest.mark.usefixtures("few_tables")
@pytest.mark.django_db(transaction=True)
def test_a_killed_run_leaves_the_lock_and_the_newest_edition_to_the_next(data_root, make_edition):
    make.RecommendationFactory()
    address = urlsplit(os.environ["DATABASE_URL"])
    path = f"/{connection.settings_dict['NAME']}"
    environment = os.environ | {
        "DATABASE_URL": address._replace(path=path).geturl(),
        "DJANGO_SETTINGS_MODULE": "nmirf.settings",
    }
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, str(data_root), *FEW],
        env=environment,
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert run.stdout.readline() == "waiting\n"
        assert make_edition().state == State.BUSY
        assert list((data_root / "making").iterdir())
    finally:
        run.kill()
        run.wait(20)
        run.stdout.close()
    assert editions.versions() == []
    # The server has to notice that its client is gone.
    for _attempt in range(100):
        if (done := make_edition()).state != State.BUSY:
            break
        time.sleep(0.05)
    assert done.state == State.MADE
    assert list((data_root / "making").iterdir()) == []
