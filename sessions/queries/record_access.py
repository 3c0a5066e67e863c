"""Who may read what of a client's record. Pages, exports and jobs all ask here.

Access follows the care team and the roster: a clinician reads the records of those they care for and of those they
lead in sessions. Whoever may not read a record is told that there is none.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from sessions.models import CareTeamMember, Role, RosterEntry, RosterPart, Session, SessionStatus, User
from sessions.queries.written import Given, Written, WrittenRows

LEADING = (RosterPart.FACILITATOR, RosterPart.COFACILITATOR)
OVERSEEING = (Role.COORDINATOR, Role.SUPERVISOR)


def may_read_record(user: User, client: User) -> bool:
    """Whether ``user`` may read the record of ``client``: their own, or as staff as ``record_open_to`` says."""
    if not user.is_active or client.role != Role.CLIENT:
        return False
    return user.pk == client.pk or record_open_to(user, client_id=client.pk) is not None


def records_open_to(user: User) -> QuerySet[User]:
    """The clients whose records this member of staff may read; none for clients and closed accounts.

    The office reads all of them. A facilitator reads those of their care teams and of sessions that they lead and that
    were not cancelled, so that a substitute for one evening can read up and write the note.
    """
    if not reads_records(user):
        return User.objects.none()
    return all_records() if user.role in OVERSEEING else records_of(user.pk)


def reads_records(user: User) -> bool:
    """Whether any record may be open to them beside their own: to staff, while their account is."""
    return user.is_active and user.role != Role.CLIENT


def record_open_to(user: User, *, client_id: UUID) -> User | None:
    """The client with their profile, if they are one of ``records_open_to(user)``. One query."""
    if not reads_records(user):
        return None
    if user.role in OVERSEEING:
        return next(iter(_ANY.rows(client=client_id)), None)
    return next(iter(_THEIRS.rows(client=client_id, clinician=user.pk)), None)


def all_records() -> QuerySet[User]:
    """What ``records_open_to`` the office."""
    return User.objects.filter(role=Role.CLIENT)


def records_of(clinician: UUID | Given) -> QuerySet[User]:
    """What ``records_open_to`` a facilitator, whose account is open."""
    mine = RosterEntry.objects.filter(person=clinician, part__in=LEADING).exclude(
        session__status=SessionStatus.CANCELLED
    )
    led = RosterEntry.objects.filter(part=RosterPart.CLIENT, session__in=mine.values("session"))
    cared_for = CareTeamMember.objects.filter(person=clinician)
    # One list of keys, made first: to ask all clients whether they are on one or the other read a whole clinic.
    theirs = cared_for.order_by().values("enrolment__client").union(led.order_by().values("person"))
    return all_records().filter(pk__in=theirs)


_ANY = WrittenRows(User, lambda: all_records().select_related("profile").filter(pk=Given("client")))
_THEIRS = WrittenRows(
    User, lambda: records_of(Given("clinician")).select_related("profile").filter(pk=Given("client"))
)


def may_read_attendance(user: User, session: Session) -> bool:
    """Its facilitators, and coordinators and supervisors; never a client, and nobody whose account is closed."""
    if not user.is_active or user.role == Role.CLIENT:
        return False
    if user.role in OVERSEEING:
        return True
    return leads(user, session)


def may_correct_attendance(user: User, session: Session) -> bool:
    """Its facilitators and supervisors: correct, attest and sign. Coordinators read."""
    return may_read_attendance(user, session) and user.role != Role.COORDINATOR


def may_read_note(user: User, session: Session) -> bool:
    """Whether ``user`` may read the session's whole note, with every client's line: as its attendance."""
    return may_read_attendance(user, session)


def may_write_note(user: User, session: Session) -> bool:
    """Whether ``user`` may write and sign the session's note: those who led it."""
    return user.is_active and user.role != Role.CLIENT and leads(user, session)


def whole_session(session_id: UUID) -> Session | None:
    """A session with its program, group and kind, for pages about it; who may see which is asked above. One query."""
    return next(iter(_WHOLE.rows(session=session_id)), None)


_WHOLE = WrittenRows(
    Session,
    lambda: Session.objects.filter(pk=Given("session")).select_related("program", "group", "kind"),
)
_LED = Written(
    lambda: RosterEntry.objects.filter(
        person=Given("person"), session=Given("session"), part__in=LEADING
    ).values_list("part")[:1]
)


def leads(user: User, session: Session) -> bool:
    return bool(_LED.ask(person=user.pk, session=session.pk))
