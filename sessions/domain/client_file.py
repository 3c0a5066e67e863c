"""A file of clients to be enrolled: CSV in UTF-8 whose first row names the columns. Pure; nothing here is looked up.

Spreadsheets separate by commas or, where commas are decimal signs, by semicolons: both are read. A text that begins as
a formula does (``=``, ``+``, ``-``, ``@``) is refused, since it would run in the next spreadsheet that it reaches.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from sessions.domain.errors import ImportRefused

MOST_ROWS = 5000
MOST_BYTES = 5 * 2**20
LONGEST = {"legal_name": 200, "display_name": 60, "email": 254, "phone": 20}
EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\".]+(\.[^@\s,;<>\".]+)+")
PHONE = re.compile(r"\+?[\d\s().-]{7,20}")
FORMULA = re.compile(r"[=+\-@\t\r]")


class Column(StrEnum):
    """The columns by the names in the first row."""

    LEGAL_NAME = "legal_name"
    DISPLAY_NAME = "display_name"
    EMAIL = "email"
    PHONE = "phone"
    LANGUAGE = "language"
    GROUP = "group"
    FROM_DATE = "from_date"
    PLANNED_END_DATE = "planned_end_date"
    WEEKLY_HOURS = "weekly_hours"
    THERAPIST_EMAIL = "therapist_email"


NEEDED = (Column.LEGAL_NAME, Column.EMAIL, Column.GROUP, Column.FROM_DATE)
EXAMPLE = (
    *("Ada Example", "Ada", "ada@example.com", "602 555 0100", "en", "Cottonwood group"),
    *("2027-01-04", "2027-03-15", "9", "therapist@example.com"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row as it is in the file; ``number`` counts as spreadsheets do, with the first row as 1."""

    number: int
    values: Mapping[Column, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong in one column of a row; ``sentence`` says what to do, with ``values`` to be put in."""

    column: Column
    sentence: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row that reads well: whom to enrol where. Whether that is possible is another question."""

    number: int
    legal_name: str
    display_name: str
    email: str
    phone: str
    language: str
    group: str
    from_date: date
    planned_end_date: date | None
    weekly_hours: Decimal | None
    therapist_email: str


def template() -> str:
    """A file to start from: the columns, and a row as an example."""
    text = io.StringIO()
    csv.writer(text).writerows([list(Column), EXAMPLE])
    return text.getvalue()


def rows_of(content: bytes) -> tuple[Row, ...]:
    """The rows below the first that are not empty. Raises ``ImportRefused``."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ImportRefused("not_text") from None
    if "\0" in text:
        raise ImportRefused("not_text")
    head = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ",")
    try:
        columns = _columns(next(lines, []))
        rows = []
        for number, cells in enumerate(lines, start=2):
            if any(cell.strip() for cell in cells):
                rows.append(_row(number, columns, cells))
            if len(rows) > MOST_ROWS:
                raise ImportRefused("too_many_rows")
    except csv.Error:
        raise ImportRefused("not_text") from None
    if not rows:
        raise ImportRefused("no_rows")
    return tuple(rows)


def entry_of(row: Row, *, languages: Sequence[str]) -> tuple[Entry | None, tuple[Fault, ...]]:
    """The row as an entry; None where something in it can't be read, and what that is."""
    reading = _Reading(row)
    email = reading.text(Column.EMAIL).lower()
    if email and not EMAIL.fullmatch(email):
        reading.fault(Column.EMAIL, "This is no e-mail address. Write it as name@example.com.")
    language = reading.text(Column.LANGUAGE).lower() or languages[0]
    if language not in languages:
        reading.fault(
            Column.LANGUAGE,
            "This language is not offered. Use one of: %(known)s.",
            known=", ".join(languages),
        )
    begins, ends = reading.date(Column.FROM_DATE), reading.date(Column.PLANNED_END_DATE)
    if begins and ends and ends <= begins:
        reading.fault(
            Column.PLANNED_END_DATE, "The planned end is not after the first day. Choose a later one."
        )
    legal_name = reading.text(Column.LEGAL_NAME)
    hours, phone = reading.hours(Column.WEEKLY_HOURS), reading.phone(Column.PHONE)
    group, therapist = reading.text(Column.GROUP), reading.text(Column.THERAPIST_EMAIL).lower()
    display_name = reading.text(Column.DISPLAY_NAME) or legal_name.partition(" ")[0][:60]
    if reading.faults or begins is None:
        return None, tuple(reading.faults)
    entry = Entry(
        number=row.number,
        legal_name=legal_name,
        display_name=display_name,
        email=email,
        phone=phone,
        language=language,
        group=group,
        from_date=begins,
        planned_end_date=ends,
        weekly_hours=hours,
        therapist_email=therapist,
    )
    return entry, ()


def repeated_people(entries: Sequence[Entry]) -> dict[int, Fault]:
    """The rows, by their numbers, whose e-mail address an earlier row has already."""
    first: dict[str, int] = {}
    found = {}
    for entry in entries:
        earlier = first.setdefault(entry.email, entry.number)
        if earlier != entry.number:
            found[entry.number] = Fault(
                column=Column.EMAIL,
                sentence="Row %(row)s has this e-mail address too. Keep one of the two.",
                values={"row": earlier},
            )
    return found


class _Reading:
    """One row's cells, read one by one, and the faults found on the way."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.faults: list[Fault] = []

    def fault(self, column: Column, sentence: str, **values: str | int) -> None:
        self.faults.append(Fault(column=column, sentence=sentence, values=values))

    def text(self, column: Column) -> str:
        text = self.row.values.get(column, "").strip()
        longest = LONGEST.get(column.value, 120)
        if not text and column in NEEDED:
            self.fault(column, "This is empty. Fill it in.")
        elif FORMULA.match(text):
            self.fault(column, "This begins as a formula does. Begin it with a letter or a digit.")
        elif len(text) > longest:
            self.fault(column, "This is too long. Use at most %(most)s characters.", most=longest)
        return text

    def phone(self, column: Column) -> str:
        text = self.row.values.get(column, "").strip()
        if text and not PHONE.fullmatch(text):
            self.fault(column, "This is no telephone number. Write it as 602 555 0100.")
        return text

    def date(self, column: Column) -> date | None:
        text = self.row.values.get(column, "").strip()
        if not text and column not in NEEDED:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.fault(column, "This is no date. Write it as 2027-01-31.")
            return None

    def hours(self, column: Column) -> Decimal | None:
        text = self.row.values.get(column, "").strip().replace(",", ".")
        if not text:
            return None
        try:
            hours = Decimal(text)
        except InvalidOperation:
            hours = Decimal("NaN")
        if not hours.is_finite() or not 0 < hours <= 60:
            self.fault(column, "These are no hours a week. Write a number such as 9 or 9.5.")
            return None
        return hours.quantize(Decimal("0.1"))


def _columns(cells: Sequence[str]) -> list[Column]:
    """The columns in the file's order. Raises ``ImportRefused`` with the names that are missing or unknown."""
    names = [cell.strip().lower() for cell in cells]
    known = {column.value for column in Column}
    missing = [column.value for column in NEEDED if column.value not in names]
    unknown = [name for name in names if name not in known]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if not (missing or unknown or twice):
        return [Column(name) for name in names]
    said = [
        f"{what}: {', '.join(name or 'a column without a name' for name in found)}"
        for what, found in (("missing", missing), ("not known", unknown), ("twice", twice))
        if found
    ]
    raise ImportRefused(
        "wrong_columns",
        f"The columns are not as expected ({'; '.join(said)[:300]}). Start from the template.",
    )


def _row(number: int, columns: Sequence[Column], cells: Sequence[str]) -> Row:
    return Row(number=number, values=dict(zip(columns, cells, strict=False)))
