"""What the stories do over HTTP beside the browser, and files that lie on a person's own machine."""

import csv
import io
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def table(*rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return SimpleUploadedFile("table.csv", text.getvalue().encode(), content_type="text/csv")


def content_of(answer):
    assert answer.status_code == 200
    return b"".join(answer) if answer.streaming else answer.content


def done(answer):
    """A form that was taken."""
    assert answer.status_code == 302, answer.context["form"].errors
    return answer


def choose(walk, label, file):
    """Put `file`, an upload as tests make them, into the field whose label begins so."""
    chosen = {"name": file.name, "mimeType": "application/octet-stream", "buffer": file.read()}
    walk.page.get_by_label(re.compile(f"^{label}")).set_input_files(chosen)
