"""Keep a session's reminder rows true to the session: plan what is worth sending, supersede what no longer holds.

Every function may be called again for the same facts and then changes nothing, so an event may be delivered twice or
out of order. The session's row is locked meanwhile: two planners of one session wait for each other, and a reschedule
either comes before this or finds what it planned.

That rows of an older revision are superseded is the database's own doing, in the transaction that raises the revision
(the trigger ``supersede_reminders``), so no sender ever finds one that still waits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from notifications.domain.delivery import TOLD, Reason, Status
from notifications.domain.planning import (
    JOINING,
    LADDER,
    USUAL,
    Planned,
    Tier,
    invitation,
    is_close,
    ladder,
    notice,
    rungs_for,
    spoken_for,
    without_repeats,
)
from notifications.models import KindLadder, Reminder
from notifications.services.reaching import reach_of, reaches
from notifications.services.spreading import spread
from sessions.models import (
    GuestInvitation,
    KindFamily,
    Place,
    RosterEntry,
    RosterPart,
    Session,
    SessionStatus,
    User,
)

# Why a row was never tried; should the reason go, it can be.
_UNTRIED = frozenset(
    {
        Reason.NOT_CHOSEN,
        Reason.NO_CHANNEL,
        Reason.NO_ADDRESS,
        Reason.STOPPED,
        Reason.ADDRESS_BLOCKED,
        Reason.ZONE_UNKNOWN,
    }
)


@transaction.atomic
def plan_session(*, session_id: UUID, now: datetime, only: User | None = None, anew: bool = False) -> None:
    """Plan the reminders of everyone on the roster (or of this one client) for the session as it is now.

    Where its time has changed, one notice goes to whoever was told another time, or would have to hear of it soon; its
    guests hear nothing but their invitation, and what has become of it.
    ``anew`` plans by what was chosen since: rows that nobody has tried yet move, end or come back.
    """
    session = _locked(session_id)
    if session.status != SessionStatus.SCHEDULED:
        return
    rows = _rows(session)
    _supersede(row for row in rows if row.revision < session.revision)
    if now >= session.ends_at:
        return
    recipients = [each for each in _recipients(session) if only is None or each.pk == only.pk]
    rungs = _rungs_of_kind(session)
    have_met = _who_met_before(session, recipients)
    reach = reaches(recipients)
    planned: list[Reminder] = []
    for person in recipients:
        own = [row for row in rows if row.recipient_id == person.pk]
        told: list[Planned] = []
        if _needs_notice(session, own, now=now):
            told = [notice(Tier.CHANGED, ends_at=session.ends_at, now=now)]
        tiers = rungs_for(
            rungs,
            is_first=person.pk not in have_met,
            is_individual=session.kind.family == KindFamily.INDIVIDUAL,
        )
        messages = [*told, *_rungs(session, own, told, tiers=tiers, now=now)]
        planned += spread(_about(session, person), messages, reach=reach[person.pk], now=now)
    for guest in _guests(session) if only is None else ():
        own = [row for row in rows if row.recipient_id == guest.person_id]
        news = _news_for_guest(session, own, now=now)
        planned += spread(about_guest(session, guest), news, reach=reach_of(guest.person), now=now)
    _keep(planned, [row for row in rows if row.revision == session.revision], recipients, anew=anew, now=now)


@transaction.atomic
def plan_cancellation(*, session_id: UUID, now: datetime) -> None:
    """Supersede everything unsent; one notice for whoever was told of the session, or would have come soon. Guests who
    have not heard of it yet need not hear that it is off."""
    session = _locked(session_id)
    if session.status != SessionStatus.CANCELLED:
        return
    rows = _rows(session)
    told = {row.recipient_id for row in rows if _is_told(row)}
    _supersede(row for row in rows if row.tier != Tier.CANCELLED)
    if now >= session.ends_at:
        return
    close = is_close(session.starts_at, now=now)
    # One notice, whoever asks again and when.
    noticed = {row.recipient_id for row in rows if row.tier == Tier.CANCELLED}
    clients = [each for each in _recipients(session) if close or each.pk in told]
    guests = [each for each in _guests(session) if each.person_id in told]
    about = [_about(session, each) for each in clients] + [about_guest(session, each) for each in guests]
    reach = reaches([each.recipient for each in about])
    news = notice(Tier.CANCELLED, ends_at=session.ends_at, now=now)
    _add(
        row
        for each in about
        if each.recipient_id not in noticed
        for row in spread(each, [news], reach=reach[each.recipient_id], now=now)
    )


@transaction.atomic
def plan_missed_start(*, session_id: UUID, now: datetime) -> None:
    """Expire the session's last rung where it is stale, and plan to say, while it is on, that it has started."""
    _locked(session_id)
    Reminder.objects.filter(
        session=session_id, tier=Tier.MINUTES, status=Status.SCHEDULED, stale_at__lte=now
    ).update(status=Status.EXPIRED)
    plan_session(session_id=session_id, now=now)


def plan_person(*, person: User, now: datetime, anew: bool = False) -> None:
    """Plan this client's reminders for every session ahead; ``anew`` after they chose other channels or hours."""
    # One lock at a time and always in this order.
    ahead = Session.objects.filter(
        roster__person=person,
        roster__part=RosterPart.CLIENT,
        status=SessionStatus.SCHEDULED,
        ends_at__gt=now,
    )
    for session_id in ahead.order_by("starts_at", "pk").values_list("pk", flat=True):
        plan_session(session_id=session_id, now=now, only=person, anew=anew)


def _locked(session_id: UUID) -> Session:
    # no_key: whoever adds rows that refer to the session (presence, say) need not wait.
    return (
        Session.objects.select_for_update(no_key=True, of=("self",)).select_related("kind").get(pk=session_id)
    )


def _rows(session: Session) -> list[Reminder]:
    """All of the session's rows, the oldest revision first, locked: one being claimed or sent is waited for."""
    return list(
        Reminder.objects.select_for_update().filter(session=session).order_by("revision", "due_at", "pk")
    )


def _recipients(session: Session) -> list[User]:
    """The clients expected, whose accounts are open."""
    expected = RosterEntry.objects.filter(session=session, part=RosterPart.CLIENT)
    return list(User.objects.filter(pk__in=expected.values("person"), is_active=True).order_by("pk"))


def _guests(session: Session) -> list[GuestInvitation]:
    """The invitations that are good, with their guests."""
    good = GuestInvitation.objects.filter(session=session, withdrawn_at=None, person__is_active=True)
    return list(good.select_related("person").order_by("pk"))


def _rungs_of_kind(session: Session) -> frozenset[Tier]:
    written = KindLadder.objects.filter(kind=session.kind_id).first()
    return frozenset(Tier(each) for each in written.tiers) if written else USUAL


def _who_met_before(session: Session, people: Collection[User]) -> set[UUID]:
    """Those of them who had a session before this one, so that this is not their first."""
    earlier = RosterEntry.objects.filter(
        person__in=people, part=RosterPart.CLIENT, session__starts_at__lt=session.starts_at
    ).exclude(session__status=SessionStatus.CANCELLED)
    return set(earlier.values_list("person_id", flat=True).distinct())


def _is_told(row: Reminder) -> bool:
    """Whether the client has heard it or may have. One on its way counts: should it fail, a notice does no harm."""
    return row.status in TOLD or (row.status == Status.CLAIMED and row.sending_at is not None)


def _is_unsent(row: Reminder) -> bool:
    return row.status == Status.SCHEDULED or (row.status == Status.CLAIMED and row.sending_at is None)


def _supersede(rows: Iterable[Reminder]) -> None:
    """End those of the rows that are unsent. Whoever has claimed one finds it gone."""
    unsent = [row.pk for row in rows if _is_unsent(row)]
    if unsent:
        Reminder.objects.filter(pk__in=unsent).update(status=Status.SUPERSEDED, lease_until=None)


def _needs_notice(session: Session, own: list[Reminder], *, now: datetime) -> bool:
    """Whether this person must hear of a new time: they were told another, or had one in view and it is close.

    The latter is judged once, when the revision is first planned for them; later, time alone would make it close.
    """
    told = [row.starts_at for row in own if _is_told(row)]
    if told:
        return told[-1] != session.starts_at and not _is_noticed(session, own)
    if not own or own[-1].revision == session.revision:
        return False
    in_view = own[-1].starts_at
    return in_view != session.starts_at and is_close(in_view, session.starts_at, now=now)


def _is_noticed(session: Session, own: list[Reminder]) -> bool:
    return any(row.tier == Tier.CHANGED and row.revision == session.revision for row in own)


def _rungs(
    session: Session, own: list[Reminder], told: list[Planned], *, tiers: Collection[Tier], now: datetime
) -> tuple[Planned, ...]:
    """The ladder, without what this person has heard already for this very start or gets told by a notice."""
    planned = ladder(starts_at=session.starts_at, ends_at=session.ends_at, now=now, tiers=tiers)
    if told or _is_noticed(session, own):
        planned = without_repeats(planned, now=now)
    if session.place == Place.IN_PERSON:
        planned = tuple(
            each for each in planned if each.tier not in JOINING
        )  # there is nothing to join by a link
    heard = spoken_for(
        {Tier(row.tier) for row in own if _is_told(row) and row.starts_at == session.starts_at}
    )
    return tuple(each for each in planned if each.tier not in heard)


def _news_for_guest(session: Session, own: list[Reminder], *, now: datetime) -> list[Planned]:
    """Their invitation, unless they have heard it; and where they heard another time, that it has changed."""
    told = [row.starts_at for row in own if _is_told(row)]
    if not told:
        return [invitation(ends_at=session.ends_at, now=now)]
    if told[-1] == session.starts_at or _is_noticed(session, own):
        return []
    return [notice(Tier.CHANGED, ends_at=session.ends_at, now=now)]


def about_guest(session: Session, guest: GuestInvitation) -> Reminder:
    """What the rows for a guest have in common, the invitation being their occasion; not saved."""
    return Reminder(
        session=session,
        occasion=str(guest.pk),
        revision=session.revision,
        recipient=guest.person,
        starts_at=session.starts_at,
    )


def _about(session: Session, person: User) -> Reminder:
    """What its rows for this person have in common; not saved."""
    return Reminder(session=session, revision=session.revision, recipient=person, starts_at=session.starts_at)


def _keep(
    planned: Sequence[Reminder],
    there: Collection[Reminder],
    recipients: Collection[User],
    *,
    anew: bool,
    now: datetime,
) -> None:
    """Add what is missing. A row that could not be tried can be now; ``anew``, the untried ones follow the plan."""
    known = {_key(row): row for row in there}
    _add(row for row in planned if _key(row) not in known)
    for row in planned:
        old = known.get(_key(row))
        if old is None or old.attempts or row.status != Status.SCHEDULED:
            continue
        comes_back = old.status == Status.SUPPRESSED and old.reason in _UNTRIED
        moves = anew and old.status == Status.SCHEDULED and old.tier in LADDER
        if comes_back or (moves and (old.due_at, old.stale_at) != (row.due_at, row.stale_at)):
            Reminder.objects.filter(pk=old.pk).update(
                status=Status.SCHEDULED,
                reason="",
                due_at=row.due_at,
                stale_at=row.stale_at,
                try_at=row.due_at,
            )
    if anew:
        wanted = {_key(row) for row in planned if row.status == Status.SCHEDULED}
        people = {person.pk for person in recipients}
        dropped = [
            row.pk
            for row in there
            if row.recipient_id in people
            and row.status == Status.SCHEDULED
            and not row.attempts
            and row.tier in LADDER
            and row.due_at > now
            and _key(row) not in wanted
        ]
        Reminder.objects.filter(pk__in=dropped).update(status=Status.SUPPRESSED, reason=Reason.NOT_CHOSEN)


def _key(row: Reminder) -> tuple[UUID, str, str]:
    return row.recipient_id, str(row.tier), str(row.channel)


def _add(planned: Iterable[Reminder]) -> None:
    """Keep these rows; one that exists already stays as it is."""
    Reminder.objects.bulk_create(planned, ignore_conflicts=True)
