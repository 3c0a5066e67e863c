"""The rows of the clients' list, written at once: as a template they were a sixth of the page's work."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions.domain.authorizations import Concern
from sessions.queries.clients import ClientRow
from sessions.templatetags.attendance_words import Word, hours, lacking

register = template.Library()

CONCERN_WORDS = {
    Concern.EXPIRED: Word(gettext_lazy("authorization over"), "bad"),
    Concern.USED_UP: Word(gettext_lazy("authorization used up"), "bad"),
    Concern.NEARLY_USED: Word(gettext_lazy("authorization nearly used"), "wait"),
    Concern.EXPIRES_SOON: Word(gettext_lazy("authorization ends soon"), "wait"),
}
ANY = UUID(int=0)  # stands for a client's id in the address of their record


@register.filter
def concern_flag(concern: Concern) -> SafeString:
    word = CONCERN_WORDS[concern]
    return mark_safe(_flag(str(word.text), word.tone))


@register.filter
def client_rows(rows: Iterable[ClientRow]) -> SafeString:
    """Each client's name, hours of this week, group, therapist, and what needs attention."""
    before, after = reverse("sessions:client", args=[ANY]).split(str(ANY))
    group, therapist, attention = map(escape, (_("Group"), _("Therapist"), _("Needs attention")))
    return mark_safe(
        "\n".join(
            f"""<tr role="row">
<th role="rowheader" scope="row"><a href="{before}{row.client.pk}{after}">{escape(row.client.legal_name)}</a></th>
<td role="cell" class="standing">{_standing(row)}</td>
{_cell(row.enrolment.group.name if row.enrolment else "", label=group)}
{_cell(row.therapist, label=therapist)}
{_attention(row, label=attention)}
</tr>"""
            for row in rows
        )
    )


def _standing(row: ClientRow) -> str:
    if row.dose is None:
        return _flag(_("not enrolled"), "quiet")
    said = {"done": hours(row.dose.credited), "goal": hours(row.dose.required)}
    return escape(_("%(done)s of %(goal)s") % said)


def _cell(text: str, *, label: str) -> str:
    if not text:
        return f'<td role="cell" class="none" data-label="{label}">–</td>'
    return f'<td role="cell" data-label="{label}">{escape(text)}</td>'


def _attention(row: ClientRow, *, label: str) -> str:
    flags = []
    if row.dose and row.dose.short_by:
        flags.append(_flag(_("%(short)s short") % {"short": lacking(row.dose.short_by)}, "wait"))
    if row.concern:
        flags.append(concern_flag(row.concern))
    none, said = ("", "".join(flags)) if flags else (" none", "–")
    return f'<td role="cell" class="away{none}" data-label="{label}"><span class="flags">{said}</span></td>'


def _flag(text: str, tone: str) -> str:
    return f'<span class="word {tone}">{escape(text)}</span>'
