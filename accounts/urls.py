from django.urls import path

from .views import personal, profile, tokens

app_name = "accounts"
urlpatterns = [
    path("", profile.profile, name="profile"),
    path("data/", personal.personal_data, name="personal_data"),
    path("data/personal-data.json", personal.personal_data_file, name="personal_data_file"),
    path("data/correct/", personal.ask_correction, name="ask_correction"),
    path("data/erase/", personal.ask_erasure, name="ask_erasure"),
    path(
        "data/requests/<uuid:reference>/withdraw/",
        personal.withdraw_request,
        name="withdraw_data_request",
    ),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<uuid:reference>/revoke/", tokens.revoke_token, name="revoke_token"),
]
