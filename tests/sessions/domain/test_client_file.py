"""A file of clients: what is read, and what is said of what cannot be."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.domain.client_file import (
    EXAMPLE,
    MOST_ROWS,
    Column,
    Entry,
    entry_of,
    repeated_people,
    rows_of,
    template,
)
from sessions.domain.errors import ImportRefused

LANGUAGES = ("en", "es")
HEAD = "legal_name,email,group,from_date"


def entries_of(text: str) -> list[Entry]:
    found = [entry_of(row, languages=LANGUAGES) for row in rows_of(text.encode())]
    return [entry for entry, _ in found if entry is not None]


def faults_of(cells: str, head: str = HEAD) -> list[tuple[Column, str]]:
    (row,) = rows_of(f"{head}\n{cells}\n".encode())
    return [(fault.column, fault.sentence % fault.values) for fault in entry_of(row, languages=LANGUAGES)[1]]


def refusal(content: bytes) -> ImportRefused:
    with pytest.raises(ImportRefused) as refused:
        rows_of(content)
    return refused.value


def test_the_template_reads_as_its_own_example() -> None:
    assert entries_of(template()) == [
        Entry(
            number=2,
            legal_name=EXAMPLE[0],
            display_name="Ada",
            email="ada@example.com",
            phone="602 555 0100",
            language="en",
            group="Cottonwood group",
            from_date=date(2027, 1, 4),
            planned_end_date=date(2027, 3, 15),
            weekly_hours=Decimal("9.0"),
            therapist_email="therapist@example.com",
        )
    ]


def test_columns_come_in_any_order_and_separated_as_spreadsheets_do() -> None:
    (entry,) = entries_of(
        "\ufefffrom_date;GROUP;email;legal_name;weekly_hours\r\n2027-01-04;Oak;B@x.org;Bo Lee;9,5\r\n"
    )
    assert (entry.display_name, entry.email, entry.weekly_hours) == ("Bo", "b@x.org", Decimal("9.5"))


def test_rows_are_numbered_as_the_spreadsheet_does() -> None:
    text = f"{HEAD}\n\nBo,b@x.org,Oak,2027-01-04\n,,,\nCy,c@x.org,Oak,2027-01-04\n"
    assert [entry.number for entry in entries_of(text)] == [3, 5]


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"", "wrong_columns", "missing: legal_name"),
        (b"name,email\n", "wrong_columns", "not known: name"),
        (HEAD.encode() + b",email\n", "wrong_columns", "twice: email"),
        (HEAD.encode() + b"\n,,,\n", "no_rows", "no rows"),
        (b"PK\x03\x04\xff\xfe", "not_text", "CSV"),
        (HEAD.encode() + b"\n\0,b,c,d\n", "not_text", "CSV"),
        (HEAD.encode() + b"\n" + b"a,b,c,d\n" * (MOST_ROWS + 1), "too_many_rows", "5,000"),
    ],
)
def test_a_file_that_is_none_is_refused_and_says_why(content: bytes, code: str, said: str) -> None:
    refused = refusal(content)
    assert refused.code == code
    assert said in refused.sentence


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        (",b@x.org,Oak,2027-01-04", Column.LEGAL_NAME, "Fill it in"),
        ("Bo,nobody,Oak,2027-01-04", Column.EMAIL, "no e-mail address"),
        ("Bo,b@x.org,,2027-01-04", Column.GROUP, "Fill it in"),
        ("Bo,b@x.org,Oak,4.1.2027", Column.FROM_DATE, "2027-01-31"),
        ("Bo,b@x.org,Oak,2027-02-30", Column.FROM_DATE, "2027-01-31"),
        ("=HYPERLINK(1),b@x.org,Oak,2027-01-04", Column.LEGAL_NAME, "formula"),
        ("@SUM(1),b@x.org,Oak,2027-01-04", Column.LEGAL_NAME, "formula"),
        (f"{'x' * 201},b@x.org,Oak,2027-01-04", Column.LEGAL_NAME, "200"),
        ("Bo,b@x.org,Oak", Column.FROM_DATE, "2027-01-31"),
    ],
)
def test_a_bad_cell_is_named_with_what_to_do(cells: str, column: Column, said: str) -> None:
    ((named, sentence),) = faults_of(cells)
    assert named == column
    assert said in sentence


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "fr"),
        ("phone", "call me"),
        ("weekly_hours", "nan"),
        ("weekly_hours", "-3"),
        ("weekly_hours", "1e9"),
        ("planned_end_date", "2027-01-04"),
    ],
)
def test_optional_columns_are_checked_where_they_say_something(name: str, value: str) -> None:
    ((column, _),) = faults_of(f"Bo,b@x.org,Oak,2027-01-04,{value}", head=f"{HEAD},{name}")
    assert column == name
    assert faults_of("Bo,b@x.org,Oak,2027-01-04,", head=f"{HEAD},{name}") == []


def test_a_telephone_number_may_begin_with_a_plus() -> None:
    (entry,) = entries_of(f"{HEAD},phone\nBo,b@x.org,Oak,2027-01-04,+1 602 555 0100\n")
    assert entry.phone == "+1 602 555 0100"


def test_the_same_person_twice_is_named_by_row() -> None:
    text = f"{HEAD}\nBo,b@x.org,Oak,2027-01-04\nCy,c@x.org,Oak,2027-01-04\nBo,B@X.org,Elm,2027-01-04\n"
    ((number, fault),) = repeated_people(entries_of(text)).items()
    assert (number, fault.values) == (4, {"row": 2})


@given(st.binary(max_size=400))
def test_whatever_is_sent_it_is_read_or_refused(content: bytes) -> None:
    try:
        rows = rows_of(content)
    except ImportRefused:
        return
    for row in rows:
        entry, faults = entry_of(row, languages=LANGUAGES)
        assert (entry is None) == bool(faults)
