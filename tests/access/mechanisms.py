"""Mechanisms: documents of a review."""

from .rules import OFFICERS, Rule, only

RULES: dict[str, Rule] = {
    "mechanisms:dossier": only(OFFICERS, lambda w: {"slug": w.review.slug}),
    "mechanisms:dossier_upload": only(OFFICERS, lambda w: {"slug": w.review.slug}),
    "mechanisms:dossier_pick": only(OFFICERS, lambda w: {"slug": w.review.slug}),
    "mechanisms:dossier_link": only(
        OFFICERS,
        lambda w: {"slug": w.review.slug, "reference": w.library_document.reference},
    ),
    "mechanisms:dossier_describe": only(
        OFFICERS, lambda w: {"slug": w.review_link.review.slug, "pk": w.review_link.pk}
    ),
    "mechanisms:dossier_retire": only(
        OFFICERS, lambda w: {"slug": w.review_link.review.slug, "pk": w.review_link.pk}
    ),
}
