"""The media plane: a selective forwarding unit that never decodes what it forwards. Start reading at `node`."""

from .errors import OfferRefused, PortInUse, Refusal, SfuError
from .events import DownReason, EncodingsWanted, MediaDown, MediaUp, NodeEvent, QualityChanged, SeatsChanged
from .node import Node
from .policy import PersonPolicy, RoomPolicy
from .settings import NodeSettings
from .stats import NodeStats

__all__ = [
    "DownReason",
    "EncodingsWanted",
    "MediaDown",
    "MediaUp",
    "Node",
    "NodeEvent",
    "NodeSettings",
    "NodeStats",
    "OfferRefused",
    "PersonPolicy",
    "PortInUse",
    "QualityChanged",
    "Refusal",
    "RoomPolicy",
    "SeatsChanged",
    "SfuError",
]
