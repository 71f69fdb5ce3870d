from django import forms
from django.contrib import messages

from nmirf.common.htmx import HtmxRequest
from recommendations.forms.references import told_of


def tell_led_on(request: HtmxRequest, form: forms.Form) -> None:
    """Say which of the references typed were taken for the record that they were merged into."""
    if words := told_of(form):
        messages.info(request, words)
