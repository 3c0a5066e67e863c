"""What clients are asked to fill in, and how often."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sessions.domain.measures import INSTRUMENTS, Instrument
from sessions.services.measures import MOST_DAYS, USUAL_MEASURES


class ProgramMeasuresForm(forms.Form):
    """A line for each instrument: ``asks-KEY`` and ``days-KEY``. ``asked`` has those asked for with their days."""

    now_too = forms.BooleanField(
        label=_("For clients who are enrolled now as well"),
        required=False,
        help_text=_("Where a clinician chose another rhythm for a client, that stays."),
    )

    def __init__(self, *args: Any, asked: Mapping[str, int | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, instrument in INSTRUMENTS.items():
            self.fields[f"asks-{key}"] = forms.BooleanField(
                label=instrument.name, required=False, initial=bool(asked.get(key))
            )
            self.fields[f"days-{key}"] = forms.IntegerField(
                label=_("%(measure)s: days apart") % {"measure": instrument.name},
                required=False,
                min_value=1,
                max_value=MOST_DAYS,
                initial=asked.get(key) or USUAL_MEASURES[key],
            )

    def lines(self) -> list[tuple[Instrument, forms.BoundField, forms.BoundField]]:
        """Each instrument with its two fields."""
        return [(each, self[f"asks-{key}"], self[f"days-{key}"]) for key, each in INSTRUMENTS.items()]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for key in INSTRUMENTS:
            days = f"days-{key}"
            if found.get(f"asks-{key}") and not found.get(days) and days not in self.errors:
                self.add_error(days, _("Enter how many days apart, from 1 to 365."))
        return found

    def every_days(self) -> dict[str, int | None]:
        """By instrument; None for those that are not asked for."""
        found = self.cleaned_data
        return {key: found[f"days-{key}"] if found[f"asks-{key}"] else None for key in INSTRUMENTS}
