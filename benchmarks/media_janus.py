"""Debian's Janus (`apt-get install janus`) as `benchmarks.media_run` drives it: its videoroom over its WebSocket API.

Janus wants two peer connections of each person, one to send and one to receive, each over a port of its own; the
participants are the same programs that join VIP's server, and send the same packets. It runs as Debian builds it,
ICE-lite and with AES-GCM as VIP does, and without the plugins, transports and log lines that nobody asked for here.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiortc.rtcdtlstransport import RTCCertificate
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.media_people import Participant
from benchmarks.media_process import Told
from benchmarks.media_streams import (
    LEVEL_ID,
    LEVEL_URI,
    MID_ID,
    MID_URI,
    PICTURE_TYPE,
    REPAIR_TYPE,
    RID_ID,
    RID_URI,
    TRANSPORT_ID,
    TRANSPORT_URI,
    VOICE_TYPE,
    Shape,
    Tally,
)

READY_S, ANSWER_S = 15.0, 15.0
GENERAL = """general: {{
  configs_folder = "{folder}" events_folder = "{folder}" loggers_folder = "{folder}"
  plugins_folder = "{lib}/plugins" transports_folder = "{lib}/transports"
  debug_level = 2 session_timeout = 0 hide_dependencies = true
}}
certificates: {{ }}
media: {{ ipv6 = false rtp_port_range = "20000-29999" }}
nat: {{ ice_lite = true nice_debug = false ignore_mdns = true }}
plugins: {{ disable = "{plugins}" }}
transports: {{ disable = "{transports}" }}
"""
SOCKETS = """general: {{ json = "compact" ws = true ws_port = {port} ws_interface = "lo" wss = false }}
admin: {{ admin_ws = false }}
"""


class JanusMissing(RuntimeError):
    def __init__(self) -> None:
        super().__init__("Janus is not installed. On Debian: apt-get install janus.")


class Janus(Told):
    """A running Janus, and the one session with it."""

    def __init__(self, process: asyncio.subprocess.Process, web: ClientConnection) -> None:
        super().__init__(process.pid)
        self._web = web
        self._numbers = itertools.count(1)
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._session = 0
        self._reading = asyncio.create_task(self._read())

    async def begin(self) -> None:
        self._session = (await self._ask({"janus": "create"}))["data"]["id"]

    async def room(self, number: int, people: int) -> None:
        handle = await self._handle()
        await self._request(
            handle,
            {"request": "create", "room": number, "publishers": people, "bitrate": 0, "audiocodec": "opus",
             "videocodec": "vp8", "audiolevel_event": False, "videoorient_ext": False, "playoutdelay_ext": False},
        )  # fmt: skip

    async def publish(self, room: int, person: Participant, shapes: list[Shape]) -> int:
        """Let somebody send; the number by which others ask for them."""
        offer = {"type": "offer", "sdp": offer_to_send(person, shapes)}
        said = await self._request(
            await self._handle(), {"request": "joinandconfigure", "ptype": "publisher", "room": room}, offer
        )
        await person.connect(said["jsep"]["sdp"], role="server")
        return int(said["plugindata"]["data"]["id"])

    async def subscribe(self, room: int, person: Participant, feeds: list[int], *, substream: int) -> None:
        """Let somebody have these people's voices, and their pictures in the encoding with this number."""
        handle = await self._handle()
        wanted = {
            "request": "join",
            "ptype": "subscriber",
            "room": room,
            "streams": [{"feed": f} for f in feeds],
        }
        said = await self._request(handle, wanted)
        offer = said["jsep"]["sdp"]
        answer = {"type": "answer", "sdp": answer_to_receive(offer, person)}
        await self._request(handle, {"request": "start"}, answer)
        await person.connect(offer, role="client")
        streams = said["plugindata"]["data"]["streams"]
        mids = [stream["mid"] for stream in streams if stream["type"] == "video"]
        choice = [{"mid": mid, "substream": substream} for mid in mids]
        await self._request(handle, {"request": "configure", "streams": choice})

    async def close(self) -> None:
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)

    async def _handle(self) -> int:
        said = await self._ask({"janus": "attach", "plugin": "janus.plugin.videoroom"})
        return int(said["data"]["id"])

    async def _request(
        self, handle: int, body: dict[str, Any], jsep: dict[str, str] | None = None
    ) -> dict[str, Any]:
        said = await self._ask(
            {"janus": "message", "handle_id": handle, "body": body} | ({"jsep": jsep} if jsep else {})
        )
        data = said["plugindata"]["data"]
        if "error" in data:
            raise RuntimeError(f"Janus refused: {data['error']}")
        return said

    async def _ask(self, message: dict[str, Any]) -> dict[str, Any]:
        number = str(next(self._numbers))
        if self._session:
            message = message | {"session_id": self._session}
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._web.send(json.dumps(message | {"transaction": number}))
        async with asyncio.timeout(ANSWER_S):
            said: dict[str, Any] = await answer
        if said["janus"] == "error":
            raise RuntimeError(f"Janus refused: {said['error']['reason']}")
        return said

    async def _read(self) -> None:
        async for text in self._web:
            said = json.loads(text)
            answer = self._waiting.get(said.get("transaction", ""))
            if said["janus"] != "ack" and answer is not None and not answer.done():
                answer.set_result(said)


@asynccontextmanager
async def janus() -> AsyncIterator[Janus]:
    """A Janus of its own, on a free port. Raises JanusMissing."""
    program = shutil.which("janus")
    if program is None:
        raise JanusMissing
    with tempfile.TemporaryDirectory(prefix="vip-janus-") as name:
        folder, port = Path(name), free_port()
        configure(folder, port)
        process = await asyncio.create_subprocess_exec(
            program, "-F", name, "-C", f"{name}/janus.jcfg", "-o",
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with await _opened(port) as web:
                running = Janus(process, web)
                await running.begin()
                try:
                    yield running
                finally:
                    await running.close()
        finally:
            process.terminate()
            await process.wait()


async def _opened(port: int) -> ClientConnection:
    async with asyncio.timeout(READY_S):
        while True:
            try:
                return await connect(f"ws://127.0.0.1:{port}", subprotocols=[Subprotocol("janus-protocol")])
            except OSError:
                await asyncio.sleep(0.1)  # nothing tells when it listens


def configure(folder: Path, port: int) -> None:
    """Everything off that the comparison doesn't need."""
    (lib,) = (path for path in Path("/usr/lib").glob("*/janus") if path.is_dir())
    plugins = sorted(path.name for path in (lib / "plugins").glob("*.so"))
    transports = sorted(path.name for path in (lib / "transports").glob("*.so"))
    text = GENERAL.format(
        folder=folder,
        lib=lib,
        plugins=",".join(name for name in plugins if "videoroom" not in name),
        transports=",".join(name for name in transports if "websockets" not in name),
    )
    (folder / "janus.jcfg").write_text(text)
    (folder / "janus.transport.websockets.jcfg").write_text(SOCKETS.format(port=port))
    (folder / "janus.plugin.videoroom.jcfg").write_text("general: { }\n")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# --- session descriptions -------------------------------------------------------------------------------------------


def _transport(person: Participant, setup: str) -> list[str]:
    return [
        f"a=ice-ufrag:{person.ufrag}",
        f"a=ice-pwd:{person.own_password}",
        f"a=fingerprint:sha-256 {person.fingerprint}",
        f"a=setup:{setup}",
        "a=rtcp-mux",
    ]


def _head(mids: list[str]) -> list[str]:
    return ["v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE " + " ".join(mids)]


def offer_to_send(person: Participant, shapes: list[Shape]) -> str:
    """A voice, and a picture in these encodings, of which Janus wants the largest named first."""
    lines = _head(["0", "1"])
    lines += [f"m=audio 9 UDP/TLS/RTP/SAVPF {VOICE_TYPE}", "c=IN IP4 127.0.0.1", "a=mid:0", "a=sendonly"]
    lines += _transport(person, "actpass")
    lines += [f"a=rtpmap:{VOICE_TYPE} opus/48000/2", f"a=extmap:{MID_ID} {MID_URI}"]
    lines += [f"a=extmap:{LEVEL_ID} {LEVEL_URI}", f"a=extmap:{TRANSPORT_ID} {TRANSPORT_URI}"]
    lines += [f"a=rtcp-fb:{VOICE_TYPE} transport-cc", "a=msid:me voice"]
    lines += [f"m=video 9 UDP/TLS/RTP/SAVPF {PICTURE_TYPE} {REPAIR_TYPE}", "c=IN IP4 127.0.0.1", "a=mid:1"]
    lines += ["a=sendonly", *_transport(person, "actpass"), f"a=rtpmap:{PICTURE_TYPE} VP8/90000"]
    lines += [
        f"a=rtcp-fb:{PICTURE_TYPE} {kind}" for kind in ("goog-remb", "transport-cc", "nack", "nack pli")
    ]
    lines += [f"a=rtpmap:{REPAIR_TYPE} rtx/90000", f"a=fmtp:{REPAIR_TYPE} apt={PICTURE_TYPE}"]
    lines += [f"a=extmap:{MID_ID} {MID_URI}", f"a=extmap:{RID_ID} {RID_URI}"]
    lines += [f"a=extmap:{TRANSPORT_ID} {TRANSPORT_URI}", "a=msid:me picture"]
    rids = [shape.rid for shape in sorted(shapes, key=lambda shape: -shape.height) if shape.rid]
    if rids:
        lines += [*(f"a=rid:{rid} send" for rid in rids), f"a=simulcast:send {';'.join(rids)}"]
    return "\r\n".join(lines) + "\r\n"


def answer_to_receive(offer: str, person: Participant) -> str:
    """Yes to everything Janus would send."""
    _, *sections = offer.replace("\r\n", "\n").split("\nm=")
    kept = ("a=mid:", "a=rtpmap:", "a=fmtp:", "a=rtcp-fb:", "a=extmap:")
    media: list[str] = []
    mids: list[str] = []
    for section in sections:
        first, *rest = section.split("\n")
        media += [f"m={first}", "c=IN IP4 127.0.0.1", "a=recvonly", *_transport(person, "active")]
        media += [line for line in rest if line.startswith(kept)]
        mids += [line.removeprefix("a=mid:") for line in rest if line.startswith("a=mid:")]
    return "\r\n".join([*_head(mids), *media]) + "\r\n"


# --- a room ---------------------------------------------------------------------------------------------------------


async def janus_room(
    running: Janus, people: int, tally: Tally, shapes: list[list[Shape]], *, substream: int
) -> list[Participant]:
    """Everybody in one room, sending these and shown everybody's encoding with this number: 0 is the smallest."""
    number = random.getrandbits(31)
    await running.room(number, people)
    certificate = RTCCertificate.generateCertificate()
    present: list[Participant] = []
    feeds: list[int] = []
    for person in range(people):
        sender = Participant(secrets.randbits(60), certificate, tally, shapes[person])
        present.append(sender)
        feeds.append(await running.publish(number, sender, shapes[person][1:]))
    for own in feeds:
        receiver = Participant(secrets.randbits(60), certificate, tally, [])
        present.append(receiver)
        others = [feed for feed in feeds if feed != own]
        await running.subscribe(number, receiver, others, substream=substream)
    return present
