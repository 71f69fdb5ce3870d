"""The site itself: whether it is up, its figures, its style page; signing in."""

from .rules import SIGNED_IN, Rule, only, public

# Signing in, by allauth. A page of the second factor that has nothing to show leads elsewhere, and
# one that changes something asks for the password anew: both are redirects.
SIGNING_IN = {
    **dict.fromkeys(
        (
            *("account_login", "account_logout", "account_signup", "account_inactive"),
            *("account_reset_password", "account_reset_password_done"),
            *("account_reset_password_from_key_done", "account_email_verification_sent"),
        ),
        public(),
    ),
    "account_reset_password_from_key": public(lambda w: {"uidb36": "1", "key": "x-y"}),
    "account_confirm_email": public(lambda w: {"key": "none"}, answers=frozenset({200, 302})),
    **dict.fromkeys(
        (
            *("account_change_password", "account_set_password", "account_email"),
            *("account_reauthenticate", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn"),
            *("mfa_list_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
            *("mfa_generate_recovery_codes", "account_confirm_login_code", "mfa_authenticate"),
            "mfa_login_webauthn",
        ),
        only(SIGNED_IN),
    ),
    # Nobody of the world has a second factor to take away or a recovery code to read.
    **dict.fromkeys(
        ("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes"),
        only(SIGNED_IN, answers=frozenset({200, 302, 404})),
    ),
    "mfa_edit_webauthn": only(SIGNED_IN, lambda w: {"pk": 1}),
    "mfa_remove_webauthn": only(SIGNED_IN, lambda w: {"pk": 1}),
}


RULES: dict[str, Rule] = SIGNING_IN | {
    "health_live": public(),
    "health_ready": public(),
    # By a token of its own, which no role has; see tests/common/test_metrics.py.
    "metrics": only(frozenset()),
    "design": public(),
}
