"""Rows of a shelf are somebody's own, begin at nothing, and are there again when their owner is gone."""

from __future__ import annotations

import pytest

from rooms.sfu import cells, native
from rooms.sfu.cells import Arena, Shelf


def test_a_row_belongs_to_one_and_begins_at_nothing() -> None:
    shelf = Shelf(3, 2)
    first, second = shelf.take(), shelf.take()
    assert first is not None
    assert second is not None
    first.n[0], second.f[2] = 7, 0.5

    assert (first.n.tolist(), second.f.tolist()) == ([7, 0, 0], [0.0, 0.0, 0.5])
    assert (first.place, second.place) == (1, 2)
    assert shelf.take() is None, "two are all there are"


def test_a_row_whose_owner_is_gone_is_empty_and_anothers() -> None:
    shelf = Shelf(3, 1)
    row = shelf.take()
    assert row is not None
    row.n[1] = 7
    del row

    again = shelf.take()
    assert again is not None
    assert (again.place, again.n.tolist()) == (1, [0, 0, 0])


def test_beyond_the_shelf_and_without_one_rows_have_memory_of_their_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cells, "LANES_OF_NODE_MOST", 1)
    arena = Arena()
    rows = [cells.lane(arena), cells.lane(arena), cells.lane(None)]
    for number, row in enumerate(rows):
        row.n[0] = number

    assert [row.place for row in rows] == [1, 0, 0]
    assert [row.n[0] for row in rows] == [0, 1, 2]


def test_c_and_python_agree_on_where_everything_lies() -> None:
    library = native.library()
    assert library is not None
    assert native.layout(library)[:3] == [8 * cells.LANE, 8 * cells.STREAM, 8 * cells.WAY]


def test_a_library_made_of_another_source_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    library = native.library()
    assert library is not None
    monkeypatch.setattr(cells, "LANE", cells.LANE + 1)

    with pytest.raises(OSError, match="another"):
        native.layout(library)


@pytest.mark.parametrize(
    "address", [("127.0.0.1", 7100), ("::1", 9, 0, 0), ("::ffff:192.0.2.1", 65535, 0, 0)], ids=str
)
def test_addresses_are_read_as_they_are_written(address: tuple[str, int]) -> None:
    assert native.named(native.sockaddr(address)) == address
