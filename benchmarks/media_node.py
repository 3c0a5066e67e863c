"""A media server in a process of its own, told what to do line by line: ``python -m benchmarks.media_node``.

It is `rooms.sfu.Node` under uvloop, as `runsfu` runs it, without the web side: each line read is one command in JSON,
each line written its answer, or, beginning with a key `event`, what the node says by itself: which encodings a
participant's camera need send. It ends when its input does.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import sys
from typing import Any

import uvloop

from rooms.sfu import EncodingsWanted, Node, NodeEvent, NodeSettings, PersonPolicy, RoomPolicy, garbage

LONGEST_LINE = 1 << 20


async def serve(voices: int) -> None:
    settings = NodeSettings(host="127.0.0.1", port=0, announced=("127.0.0.1",), voices=voices)
    node = Node(settings=settings, on_event=tell)
    await node.start()
    garbage.settle()
    commands = asyncio.StreamReader(limit=LONGEST_LINE)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(commands), sys.stdin
    )
    while line := await commands.readline():
        print(json.dumps(await obey(node, json.loads(line))), flush=True)
    await node.stop()


def tell(event: NodeEvent) -> None:
    if isinstance(event, EncodingsWanted):
        print(json.dumps({"event": event.connection, "encodings": event.rids}), flush=True)


async def obey(node: Node, command: dict[str, Any]) -> Any:
    match command:
        case {"do": "open", "room": room, "people": people}:
            everybody = {person: PersonPolicy(voice=True, picture=True) for person in people}
            node.apply(RoomPolicy(room, 1, everybody))
            return node.port
        case {"do": "port"}:
            return node.port
        case {"do": "join", "room": room, "person": person, "offer": offer, "heights": heights}:
            answer = await node.join(room=room, person=person, connection=person, offer=offer)
            node.watch(room=room, connection=person, heights=heights)
            return answer
        case _:
            return dataclasses.asdict(node.stats())


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
