"""One's own account."""

from .rules import FOCAL_POINT, SIGNED_IN, Rule, only

RULES: dict[str, Rule] = {
    "accounts:profile": only(SIGNED_IN),
    "accounts:personal_data": only(SIGNED_IN),
    "accounts:personal_data_file": only(SIGNED_IN),
    "accounts:ask_correction": only(
        SIGNED_IN, method="post", data={"text": "My post began later."}
    ),
    # Whoever is in office is told that it cannot be yet.
    "accounts:tokens": only(SIGNED_IN),
    "accounts:revoke_token": only(
        frozenset({FOCAL_POINT}), lambda w: {"reference": w.api_token.reference}
    ),
    "accounts:ask_erasure": only(SIGNED_IN, answers=frozenset({200, 409})),
    "accounts:withdraw_data_request": only(
        frozenset({FOCAL_POINT}), lambda w: {"reference": w.data_request.reference}, method="post"
    ),
}
