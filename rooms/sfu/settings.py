"""How a node is set up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NodeSettings:
    """`announced` are the addresses that browsers are told, with this port."""

    host: str = "0.0.0.0"
    port: int = 7100
    announced: tuple[str, ...] = ("127.0.0.1",)
    seats: int = 15
    voices: int = 4  # how many people of a conversation are heard at a time
    consent_s: float = 20.0  # how long a browser may be silent; RFC 7675 allows up to 30
    connect_s: float = 30.0  # how long ICE and DTLS may take
    accelerate: bool = True  # send by C where there is a compiler or a compiled library
