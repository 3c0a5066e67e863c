"""Putting a refusal of the care domain beside the field that it is about."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext as _

from sessions.domain.errors import CareError

# Which field, of whatever form has it, a refusal belongs to; the rest stand above the form.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "account_inactive": ("email",),
    "beyond_countable": ("credited_minutes",),
    "billable_beyond_credited": ("billable_minutes",),
    "in_the_future": ("ended",),
    "nobody_chosen": ("people",),
    "not_on_roster": ("people",),
    "outside_session": ("began",),
    "reason_missing": ("reason",),
    "before_it_began": ("on_date", "from_date"),
    "belongs_to_account": ("email",),
    "belongs_to_staff": ("email",),
    "address_taken": ("email",),
    "backup_away": ("backup",),
    "backup_leads": ("backup",),
    "backup_not_licensed": ("backup",),
    "group_closed": ("group",),
    "break_too_long": ("break_minutes",),
    "double_booked": ("group", "substitute", "starts", "starts_local", "facilitators"),
    "ends_before_it_begins": ("until_date",),
    "ends_before_start": ("to_date", "ended", "ends_local", "minutes"),
    "file_kind": ("file",),
    "file_too_large": ("file",),
    "holiday_already": ("date",),
    "hours_out_of_order": ("weekly_hours_max",),
    "in_the_past": ("day", "starts", "starts_local"),
    "leads_twice": ("cofacilitators",),
    "license_known": ("number",),
    "name_taken": ("name",),
    "no_dates": ("until_date",),
    "no_seats": ("group_seats_max", "seats_min"),
    "no_weekdays": ("weekdays",),
    "nobody_leads": ("clinicians",),
    "nonexistent_local_time": ("starts_local", "starts"),
    "not_a_clinician": ("substitute",),
    "not_licensed": ("facilitators", "substitute", "clinicians"),
    "rules_overlap": ("from_date",),
    "seats_out_of_order": ("seats_max",),
    "session_began": ("day", "starts"),
    "supervisors_only": ("role",),
    "there_already": ("substitute",),
    "time_taken": ("starts", "starts_local"),
    "too_long": ("until_date",),
    "too_many_clients": ("clients",),
    "topic_twice": ("name",),
    "tracks_overlap": ("weekdays",),
    "unknown_time_zone": ("time_zone",),
    "yourself": ("role",),
    "group_full": ("group",),
    "hours_missing": ("weekly_hours",),
    "hours_not_of_the_program": ("weekly_hours",),
    "invited_already": ("email",),
    "needs_aftercare_plan": ("reason",),
    "needs_reason": ("note",),
    "no_email": ("email",),
    "no_scopes": ("scopes",),
    "not_https": ("url",),
    "own_network": ("url",),
    "no_phone": ("phone",),
    "no_way_to_answer": ("email",),
    "not_safe_at_home": ("decision",),
    "number_taken": ("number",),
    "of_nothing": ("amount",),
    "planned_end_too_soon": ("planned_end_date",),
    "same_group": ("group",),
    "status_missing": ("payer",),
    "step_outside": ("from_date",),
    "step_in_force": ("from_date",),
    "too_many_rows": ("file",),
    "not_text": ("file",),
    "wrong_columns": ("file",),
    "no_rows": ("file",),
}


def put_beside(form: forms.BaseForm, error: CareError) -> None:
    """The sentence beside its field, or above the form where it has none."""
    field = next((name for name in FIELDS.get(error.code, ()) if name in form.fields), None)
    form.add_error(field, _(error.sentence))
