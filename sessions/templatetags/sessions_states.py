"""States by their names."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from sessions.domain.us_states import OUTSIDE, STATES

register = template.Library()


@register.filter
def state_name(code: str) -> str:
    """Arizona for AZ."""
    return _("outside the United States") if code == OUTSIDE else STATES.get(code, code)
