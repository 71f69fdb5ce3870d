"""Documents: this one is evidence of a draft."""

from .rules import OFFICERS, OWN_INSTITUTION, SIGNED_IN, Rule, only

RULES: dict[str, Rule] = {
    # this one is evidence of a draft
    "documents:download": only(
        OWN_INSTITUTION, lambda w: {"reference": w.evidence.document.reference}
    ),
    "documents:picture": only(
        OWN_INSTITUTION, lambda w: {"reference": w.evidence.document.reference}
    ),
    "documents:document": only(
        OWN_INSTITUTION, lambda w: {"reference": w.evidence.document.reference}
    ),
    "documents:library": only(SIGNED_IN),
    "documents:new": only(OFFICERS),
    # A restricted document of the library
    "documents:version": only(OFFICERS, lambda w: {"reference": w.library_document.reference}),
    "documents:describe": only(OFFICERS, lambda w: {"reference": w.library_document.reference}),
    "documents:name_reader": only(
        OFFICERS,
        lambda w: {"reference": w.library_document.reference},
        method="post",
        data={"email": "nobody@example.org"},
    ),
    "documents:unname_reader": only(
        OFFICERS,
        lambda w: {"reference": w.library_document.reference, "pk": w.named_reader.pk},
        method="post",
    ),
}
