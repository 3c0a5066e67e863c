"""What happens in one evening, by its seed alone: who comes, with what, and what becomes of them. Pure."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

LENGTH_S = 26.0
# Long enough after the end for every lease to have run out.
FINALIZE_AFTER_S = 20
# A program's thresholds, in seconds: as many seconds here as minutes and more in a clinic.
RULES: Mapping[str, float] = {
    "bridge_gap": 6,
    "bridge_outage_gap": 16,
    "late_after": 4,
    "left_early_after": 4,
    "absent_under": 3,
    "partial_under": 0.75,
}
PING_S, RENEW_S, SILENT_S, LEASE_S = 0.5, 0.5, 2.0, 6.0
# What the house's processes are told, so that half a minute is an evening.
HOUSE: Mapping[str, str] = {
    "ROOM_PING_S": str(PING_S),
    "ROOM_RENEW_S": str(RENEW_S),
    "ROOM_SILENT_S": str(SILENT_S),
    "PRESENCE_LEASE_S": str(LEASE_S),
    "LOG_LEVEL": "WARNING",
}


class Does(StrEnum):
    """What becomes of somebody. ``for_s`` is how long they are away, or have a second device."""

    COME = "come"
    CUT = "cut"  # their socket; they come back by themselves
    GO_DARK = "go_dark"  # the network is dead for a while, and nobody is told
    RELOAD = "reload"
    STEP_OUT = "step_out"  # leave by the button and return
    SECOND = "second"  # another device joins, and is closed again
    SWITCH = "switch"  # another device joins, then the first is closed
    CRASH = "crash"  # the tab dies; they return on a new one
    LEAVE = "leave"  # for good, by the button
    CLOSE = "close"  # for good, the tab
    DIE = "die"  # for good, without a goodbye of any kind


class Orders(StrEnum):
    """What the one who leads does to the room."""

    BREAK = "break"
    BREAKOUTS = "breakouts"
    REMOVE = "remove"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """At ``at_s`` after the start of the session."""

    at_s: float
    does: Does
    for_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    at_s: float
    what: Orders
    for_s: float = 0.0
    whom: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """``page``: a real browser; else a program. ``admitted``: whether anybody lets this client in."""

    name: str
    leads: bool
    page: bool
    admitted: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One evening. The first person gives the orders."""

    seed: int
    people: tuple[Person, ...]
    orders: tuple[Order, ...]

    @property
    def clients(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if not person.leads)

    def __str__(self) -> str:
        lines = [f"script {self.seed}"]
        for person in self.people:
            told = ", ".join(_told(step.at_s, step.does, step.for_s) for step in person.steps)
            what = ("page" if person.page else "program") + ("" if person.admitted else ", never let in")
            lines.append(f"  {person.name} ({what}): {told or 'never comes'}")
        lines += [
            f"  order: {_told(o.at_s, o.what, o.for_s)} {' '.join(o.whom)}".rstrip() for o in self.orders
        ]
        return "\n".join(lines)


def _told(at_s: float, what: str, for_s: float) -> str:
    return f"{what} at {at_s:g} s" + (f" for {for_s:g} s" if for_s else "")


class Harm(StrEnum):
    """What befalls a server."""

    KILL = "kill"  # kill -9
    RESTART = "restart"  # as a deploy does


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    at_s: float
    part: str
    harm: Harm


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """Several evenings at once in one house, and what happens to that."""

    scripts: tuple[Script, ...]
    faults: tuple[Fault, ...]


PARTS = ("web", "sfu", "redis", "postgres")
# Each server is killed, and each is restarted, in turn: so that a few waves have met them all.
_FAULTS = [(part, harm) for harm in (Harm.KILL, Harm.RESTART) for part in PARTS]


def plan_waves(*, seed: int, scripts: int, at_once: int) -> list[Wave]:
    """``scripts`` evenings with the seeds from ``seed`` on."""
    waves = []
    for number, first in enumerate(range(seed, seed + scripts, at_once)):
        seeds = range(first, min(first + at_once, seed + scripts))
        waves.append(
            Wave(
                scripts=tuple(plan_script(each) for each in seeds),
                faults=plan_faults(number, random.Random(f"faults {first}")),
            )
        )
    return waves


def plan_faults(number: int, chance: random.Random) -> tuple[Fault, ...]:
    """One or two of them: the wave's turn in the table, and often another one later."""
    part, harm = _FAULTS[number % len(_FAULTS)]
    first = Fault(at_s=round(chance.uniform(5, 10), 1), part=part, harm=harm)
    if chance.random() < 0.5:
        return (first,)
    part, harm = chance.choice(_FAULTS)
    return (first, Fault(at_s=round(first.at_s + chance.uniform(6, 9), 1), part=part, harm=harm))


def plan_script(seed: int) -> Script:
    chance = random.Random(seed)
    clients = [
        _client(f"client {number}", chance, page=number == 1) for number in range(1, chance.randint(4, 6) + 1)
    ]
    co_leads = chance.random() < 0.5
    lead = Person(name="lead", leads=True, page=False, admitted=True, steps=_lead(chance))
    people = [lead, *clients]
    if co_leads:
        co = Person(name="co-lead", leads=True, page=True, admitted=True, steps=_co_lead(chance))
        people.insert(1, co)
    else:
        second = _client("client 2", chance, page=True)
        people[2] = second
    return Script(seed=seed, people=tuple(people), orders=_orders(chance, people))


# --- storylines -------------------------------------------------------------------------------------------------------


def _between(chance: random.Random, least: float, most: float) -> float:
    return round(chance.uniform(least, most), 1)


def _client(name: str, chance: random.Random, *, page: bool) -> Person:
    """Mostly there; a page always comes."""
    fate = chance.random()
    if fate < 0.08 and not page:
        return Person(name=name, leads=False, page=page, admitted=True, steps=())
    admitted = fate > 0.16 or page
    arrival = chance.choice([(-3, 0), (-3, 0), (0, 3), (0, 3), (6, 9), (13, 16)])
    steps = [Step(at_s=_between(chance, *arrival), does=Does.COME)]
    steps += _incidents(chance, after_s=steps[0].at_s + 3.5)
    return Person(name=name, leads=False, page=page, admitted=admitted, steps=tuple(steps))


def _incidents(chance: random.Random, *, after_s: float) -> list[Step]:
    """Up to three, one after the other, and perhaps an end of it before the end of the session."""
    steps: list[Step] = []
    at_s = after_s + chance.uniform(0, 3)
    for _ in range(chance.randint(0, 3)):
        does, for_s = chance.choice(_INCIDENTS)(chance)
        if at_s + for_s > LENGTH_S - 4:
            break
        steps.append(Step(at_s=round(at_s, 1), does=does, for_s=for_s))
        at_s += for_s + 2.5 + chance.uniform(0, 4)
    last = chance.choice([None, None, Does.LEAVE, Does.CLOSE, Does.DIE])
    if last is not None:
        steps.append(Step(at_s=round(max(at_s, chance.uniform(10, LENGTH_S)), 1), does=last))
    return steps


_INCIDENTS: tuple[Callable[[random.Random], tuple[Does, float]], ...] = (
    lambda chance: (Does.CUT, 0.0),
    lambda chance: (Does.GO_DARK, _between(chance, 3.6, 4.4)),  # bridged
    lambda chance: (Does.GO_DARK, _between(chance, 8, 9)),  # not bridged
    lambda chance: (Does.RELOAD, 0.0),
    lambda chance: (Does.STEP_OUT, _between(chance, 0.5, 2.5)),  # never bridged
    lambda chance: (Does.SECOND, _between(chance, 2, 5)),
    lambda chance: (Does.SWITCH, 0.0),
    lambda chance: (Does.CRASH, _between(chance, 1, 3)),
)


def _lead(chance: random.Random) -> tuple[Step, ...]:
    came = _between(chance, *chance.choice([(-3, -1), (-3, -1), (1, 4)]))
    steps = [Step(at_s=came, does=Does.COME)]
    if chance.random() < 0.4:
        does, for_s = chance.choice(_INCIDENTS[:5])(chance)
        steps.append(Step(at_s=_between(chance, 10, 14), does=does, for_s=for_s))
    return tuple(steps)


def _co_lead(chance: random.Random) -> tuple[Step, ...]:
    came = _between(chance, -2, 8)
    steps = [Step(at_s=came, does=Does.COME)]
    if chance.random() < 0.6:
        does = chance.choice([Does.LEAVE, Does.CLOSE, Does.DIE])
        steps.append(Step(at_s=_between(chance, came + 6, LENGTH_S), does=does))
    return tuple(steps)


def _orders(chance: random.Random, people: list[Person]) -> tuple[Order, ...]:
    orders = []
    if chance.random() < 0.5:
        orders.append(Order(at_s=_between(chance, 8, 15), what=Orders.BREAK, for_s=_between(chance, 2, 4)))
    clients = [person.name for person in people if not person.leads and person.admitted]
    if chance.random() < 0.6:
        whom = tuple(sorted(chance.sample(clients, k=min(len(clients), chance.randint(1, 3)))))
        orders.append(
            Order(
                at_s=_between(chance, 6, 14), what=Orders.BREAKOUTS, for_s=_between(chance, 3, 6), whom=whom
            )
        )
    if chance.random() < 0.3 and len(clients) > 1:
        orders.append(
            Order(at_s=_between(chance, 12, 22), what=Orders.REMOVE, whom=(chance.choice(clients[1:]),))
        )
    if chance.random() < 0.4:
        orders.append(Order(at_s=_between(chance, LENGTH_S - 6, LENGTH_S - 1), what=Orders.END))
    return tuple(sorted(orders, key=lambda order: order.at_s))
