"""One's own inbox; the trail of reminders; the e-mails of a demonstration."""

from .rules import ADMINISTRATOR, FOCAL_POINT, OFFICERS, SIGNED_IN, Rule, only, public

RULES: dict[str, Rule] = {
    # one's own inbox; the trail of reminders; the e-mails of a demonstration
    "notifications:inbox": only(SIGNED_IN),
    "notifications:open": only(
        frozenset({FOCAL_POINT}), lambda w: {"pk": w.notification.pk}, method="post"
    ),
    "notifications:read_all": only(SIGNED_IN, method="post"),
    "notifications:read": only(
        frozenset({FOCAL_POINT}), lambda w: {"pk": w.notification.pk}, method="post"
    ),
    "notifications:preferences": only(SIGNED_IN),
    # By the signed word in the address, which whoever got the e-mail has.
    "notifications:unsubscribe": public(lambda w: {"token": w.unsubscribe_token}),
    "notifications:trail": only(OFFICERS | {ADMINISTRATOR}),
    "notifications:trail_file": only(OFFICERS | {ADMINISTRATOR}),
    "notifications:mailboxes": only(OFFICERS | {ADMINISTRATOR}),
    "notifications:mailbox_settle": only(
        OFFICERS | {ADMINISTRATOR}, method="post", data={"act": "again", "address": "a@b.example"}
    ),
    "notifications:reminders": only(SIGNED_IN),
    # One's own reminder; nobody in the world has one of this subject but the focal point.
    "notifications:snooze": only(frozenset()),
    "notifications:resume": only(
        frozenset({FOCAL_POINT}), lambda w: {"pk": w.snooze.pk}, method="post"
    ),
    **dict.fromkeys(
        ("notifications:rules", "notifications:holidays", "notifications:holidays_take"),
        only(OFFICERS),
    ),
    "notifications:rule": only(OFFICERS, lambda w: {"kind": w.reminder_rule.kind}),
    "notifications:weekend": only(OFFICERS),
    "notifications:holidays_copy": only(OFFICERS, method="post", data={"year": "2026"}),
    "notifications:holiday_remove": only(OFFICERS, lambda w: {"pk": w.holiday.pk}),
    "notifications:demo_mail": only(SIGNED_IN),
}
