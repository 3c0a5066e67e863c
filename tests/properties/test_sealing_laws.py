"""Nothing in a chain of seals can be changed, moved, cut out or cut off without being named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.domain.sealing import (
    Broken,
    Fault,
    Head,
    Link,
    Value,
    beginning,
    canonical,
    changed_fields,
    extend,
    first_broken,
)

START = beginning("a program")
times = st.datetimes(timezones=st.just(UTC))
values: st.SearchStrategy[Value] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=8), times, st.uuids()
)
records = st.dictionaries(st.text(max_size=5), values, max_size=5)
contents = st.lists(records.map(canonical), min_size=1, max_size=8)


def sealed(texts: list[str]) -> tuple[list[Link], Head]:
    links, head = [], START
    for text in texts:
        link = extend(head, text)
        links.append(link)
        head = Head(number=link.number, seal=link.seal)
    return links, head


@given(contents)
def test_a_chain_that_nobody_touched_is_unbroken(texts: list[str]) -> None:
    links, head = sealed(texts)
    assert first_broken(links, start=START, head=head) is None


@given(contents, st.data())
def test_changing_one_character_is_named(texts: list[str], data: st.DataObject) -> None:
    links, head = sealed(texts)
    at = data.draw(st.integers(0, len(links) - 1))
    text = links[at].content
    where = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(codec="ascii").filter(lambda letter: letter != text[where]))
    links[at] = replace(links[at], content=text[:where] + other + text[where + 1 :])
    assert first_broken(links, start=START, head=head) == Broken(number=at + 1, fault=Fault.ALTERED)


@given(contents, st.data())
def test_a_link_that_is_cut_out_or_off_is_named(texts: list[str], data: st.DataObject) -> None:
    links, head = sealed(texts)
    at = data.draw(st.integers(0, len(links) - 1))
    del links[at]
    assert first_broken(links, start=START, head=head) == Broken(number=at + 1, fault=Fault.MISSING)


@given(contents)
def test_a_link_after_the_head_is_named(texts: list[str]) -> None:
    links, head = sealed(texts)
    links.append(extend(head, "{}"))
    assert first_broken(links, start=START, head=head) == Broken(number=len(links), fault=Fault.ADDED)


@given(contents, contents)
def test_a_chain_sealed_anew_has_another_head(texts: list[str], others: list[str]) -> None:
    links, head = sealed(others)
    _, noted = sealed(texts)
    assert (first_broken(links, start=START, head=noted) is None) == (head == noted) == (texts == others)


@given(contents)
def test_no_chain_fits_another_program(texts: list[str]) -> None:
    links, head = sealed(texts)
    broken = first_broken(links, start=beginning("another program"), head=head)
    assert broken == Broken(number=1, fault=Fault.ALTERED)


@given(records, records)
def test_contents_are_equal_where_the_records_are(one: dict[str, Value], two: dict[str, Value]) -> None:
    backwards = dict(reversed(one.items()))
    assert canonical(one) == canonical(backwards)
    if canonical(one) == canonical(two):
        assert one == two


@given(records)
def test_the_field_that_differs_is_named(record: dict[str, Value]) -> None:
    text = canonical(record | {"status": "present"})
    assert changed_fields(text, text) == ()
    assert changed_fields(text, canonical(record | {"status": "absent"})) == ("status",)


@pytest.mark.parametrize(("one", "two"), [(1, True), (0, False), ("1", 1), ("", None)])
def test_values_that_look_alike_are_different(one: Value, two: Value) -> None:
    assert changed_fields(canonical({"it": one}), canonical({"it": two})) == ("it",)


@given(times)
def test_an_instant_is_the_same_in_every_zone(at: datetime) -> None:
    at = at.replace(year=2026)
    elsewhere = at.astimezone(timezone(timedelta(hours=-7)))
    assert canonical({"it": at}) == canonical({"it": elsewhere})


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        canonical({"it": datetime(2026, 3, 2)})  # noqa: DTZ001
