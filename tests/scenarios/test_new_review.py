"""An officer takes in a whole new review: a Word list, then the index's export of the same one."""

import docx
import pytest

from recommendations.models import Recommendation, Theme
from tests.recommendations.uhri_files import json_file, record

pytestmark = pytest.mark.browser

SYMBOL = "A/HRC/59/15"
SOURCE = f"Source of Position: {SYMBOL}/Add.1 - Para.3"
ACTS = {
    "140.1": ("Register every child at birth, wherever the parents come from", "Portugal"),
    "140.2": ("Train midwives in all rural districts", "Ghana"),
    "140.3": ("Open a shelter in every province", "Chad"),
    "140.4": ("Publish the budget of the prisons", "Peru"),
    "140.5": ("Teach the constitution in all schools", "Nepal"),
}
TITLES = (
    "Recommendation and recommending State",
    "Position of the State under review",
    "Human rights themes and groups of persons",
    "Relevant SDGs",
)
ODD_THEME = "Right of every child to a name"


def test_a_new_review_comes_in_and_the_same_one_again_doubles_nothing(
    walk, marisola, real_worker, tmp_path
):
    walk.sign_in_as(marisola.officer)
    upload(walk, word_list(tmp_path))
    teach_the_unknown_theme(walk)
    split_the_bundled_row(walk)
    leave_one_out(walk)
    write(walk)
    see_it_in_the_register(walk)
    upload(walk, index_of_the_same_review(tmp_path))
    find_nothing_doubled(walk)
    undo_it(walk)


def upload(walk, path):
    walk.open("/workspace/imports/new/")
    walk.attach("File", path)
    walk.fill({"State": "Marisola"})
    walk.press("Upload and read")
    walk.reads("Read: waiting for your decision")


def word_list(folder):
    """Four rows in the layout of 2025, of which one bundles two recommendations."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "UPR of Marisola (4th Cycle – 48th session)"
    document.add_paragraph("Thematic list of recommendations")
    table = document.add_table(rows=1, cols=4)
    for cell, title in zip(table.rows[0].cells, TITLES, strict=True):
        cell.text = title
    for numbers in (("140.1",), ("140.2", "140.3"), ("140.4",), ("140.5",)):
        lines = [f"{n} {ACTS[n][0]} ({ACTS[n][1]});" for n in numbers]
        theme = ODD_THEME if numbers == ("140.1",) else "Right to health"
        cells = ("\n".join([*lines, SOURCE]), "Supported", f"- {theme}", "")
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    path = folder / "thematic list.docx"
    document.save(path)
    return path


def index_of_the_same_review(folder):
    return json_file(
        folder,
        *(
            record(
                at,
                Countries=["Marisola"],
                PublicationDate="2025-03-11T00:00:00",
                Symbol=SYMBOL,
                Text=f"<p>{number} {text} ({state});</p>",
                UprCycle="- Cycle 4",
                UprSession=["- 48th Session - Cycle 4"],
                UprRecommendingCountry=[state],
                Themes=["Right to health"],
                Sdgs=["16 - PEACE, JUSTICE AND STRONG INSTITUTIONS"],
            )
            for at, (number, (text, state)) in enumerate(ACTS.items(), 1)
            if number != "140.4"
        ),
        name="uhri.json",
    )


def teach_the_unknown_theme(walk):
    walk.follow("Say what each stands for")
    walk.reads(ODD_THEME)
    walk.examine()
    page = walk.page
    page.locator("select[name^=choice-]").first.select_option("alias")
    page.locator("select[name^=term-]").first.select_option(label="Right to health")
    press_with_keys(walk, "Save this page")
    walk.reads("Saved. Nothing is added to the lists before you write.")
    assert ODD_THEME not in Theme.objects.get(name="Right to health").aliases


def split_the_bundled_row(walk):
    walk.reads("This row holds 2 recommendations.")
    press_with_keys(walk, "Split into its parts")
    walk.reads("Decided: 1 row.")


def leave_one_out(walk):
    row = walk.page.get_by_role("listitem").filter(has_text=ACTS["140.4"][0])
    row.get_by_role("button", name="Leave out").focus()
    walk.page.keyboard.press("Enter")
    walk.reads("Decided: 1 row.")


def press_with_keys(walk, name):
    walk.page.get_by_role("button", name=name).first.focus()
    walk.page.keyboard.press("Enter")


def write(walk):
    walk.follow("Write into the register")
    walk.reads("4 recommendations are added as drafts")
    walk.press("Write into the register")
    walk.reads("Written into the register on")
    assert Recommendation.objects.filter(symbol=SYMBOL).count() == 4
    assert ODD_THEME in Theme.objects.get(name="Right to health").aliases


def see_it_in_the_register(walk):
    walk.open("/recommendations/?q=midwives")
    walk.reads(ACTS["140.2"][0])


def find_nothing_doubled(walk):
    walk.does_not_read(ACTS["140.4"][0])
    walk.follow("Write into the register")
    walk.reads("4 recommendations take over")
    walk.press("Write into the register")
    walk.reads("Written into the register on")
    assert Recommendation.objects.filter(symbol=SYMBOL).count() == 4
    assert Recommendation.objects.filter(annotation_id__isnull=False).count() == 4


def undo_it(walk):
    walk.follow("Undo this import")
    walk.reads("4 recommendations become what they were before")
    walk.press("Undo")
    walk.reads("Undone. The register is as it was before this import.")
    assert Recommendation.objects.filter(symbol=SYMBOL).count() == 4
    assert not Recommendation.objects.filter(annotation_id__isnull=False).exists()
