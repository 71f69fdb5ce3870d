"""The State's logo: taken as a picture, made anew, shown wherever the State speaks."""

import base64
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from focalpoints.models import NationalMechanism
from focalpoints.services import identity
from nmirf.common.errors import DomainError
from nmirf.common.pdf import to_pdf
from portal.pictures import Card, draw
from tests import factories as make

ALT = "Coat of arms of Marisola"


def picture(form: str = "PNG", size: tuple[int, int] = (900, 300), **more) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, "#7a1f5c").save(file, form, **more)
    return file.getvalue()


@pytest.fixture
def administrator(db, settings):
    settings.DEMO_MODE = True  # nobody needs a second factor
    make.NationalMechanismFactory()
    return make.administrator()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_becomes_a_small_png_without_what_came_with_it(administrator, form):
    info = PngInfo()
    info.add_text("Author", "somebody")
    more = {"pnginfo": info} if form == "PNG" else {}
    row = identity.set_logo(actor=administrator, data=picture(form, **more), alt=ALT)

    made = Image.open(BytesIO(row.logo))
    assert made.format == "PNG"
    assert made.size == (row.logo_width, row.logo_height) == (336, 112)
    assert not made.info


@pytest.mark.parametrize(
    "data",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"",
        b"\x89PNG\r\n\x1a\n and then nothing",
        b"x" * (1024 * 1024 + 1),
        picture(size=(5000, 5000)),
    ],
    ids=["svg", "empty", "broken", "too heavy", "too large"],
)
def test_what_is_no_small_picture_is_refused(administrator, data):
    with pytest.raises(DomainError):
        identity.set_logo(actor=administrator, data=data, alt=ALT)
    assert NationalMechanism.objects.get().logo_mark == ""


def test_a_logo_without_words_is_refused(administrator):
    with pytest.raises(DomainError):
        identity.set_logo(actor=administrator, data=picture(), alt=" ")


def form_of(row: NationalMechanism, **more) -> dict:
    fields = ("name", "state_name", "state_code", "site_title", "accent", "update_length")
    empty = ("name", "state_name", "site_title", "legal_basis", "logo_alt")
    sent = {field: getattr(row, field) for field in fields}
    return sent | {f"{field}_translations": "{}" for field in empty} | more


def test_administrators_send_it_and_every_page_shows_it(client, administrator):
    client.force_login(administrator)
    row = NationalMechanism.objects.get()
    address = reverse("admin:focalpoints_nationalmechanism_change", args=[row.pk])
    svg = SimpleUploadedFile("logo.svg", b"<svg/>")
    refused = client.post(address, form_of(row, new_logo=svg, logo_alt=ALT))
    assert "SVG is not taken" in refused.content.decode()

    file = SimpleUploadedFile("logo.png", picture())
    assert client.post(address, form_of(row, new_logo=file, logo_alt=ALT)).status_code == 302
    client.logout()
    row.refresh_from_db()
    page = client.get("/").content.decode()
    shown = f'<img src="/icons/logo.png?{row.logo_mark}" alt="{ALT}" width="168" height="56">'
    assert shown in page
    answer = client.get("/icons/logo.png")
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.content == bytes(row.logo)
    assert client.get("/icons/32.png").status_code == 200

    client.force_login(administrator)
    sent = form_of(row, without_logo="on", logo_alt=ALT)
    assert client.post(address, sent).status_code == 302
    assert client.get("/icons/logo.png").status_code == 404


def test_the_secretariat_may_not_change_it(client, administrator):
    row = NationalMechanism.objects.get()
    client.force_login(make.UserFactory(groups=["secretariat"]))
    file = SimpleUploadedFile("logo.png", picture())
    address = reverse("admin:focalpoints_nationalmechanism_change", args=[row.pk])
    assert client.post(address, form_of(row, new_logo=file, logo_alt=ALT)).status_code == 403
    row.refresh_from_db()
    assert row.logo_mark == ""


def test_documents_and_shared_pictures_carry_it(administrator):
    row = identity.set_logo(actor=administrator, data=picture(), alt=ALT)
    card = {"site": "S", "state": "M", "kind": "K", "title": "T", "colour": "#0b5fa5"}
    words = {"rtl": False, "title_rtl": False}
    drawn = Image.open(BytesIO(draw(Card(**card, **words, logo=row.logo)))).convert("RGB")
    assert drawn.getpixel((80, 70)) == pytest.approx((0x7A, 0x1F, 0x5C), abs=8)

    html = '<html lang="en"><title>T</title><img alt="A" src="data:image/png;base64,%s">'
    pdf = to_pdf(html % base64.b64encode(row.logo).decode(), lambda percent: None)
    assert b"/Subtype /Image" in pdf
