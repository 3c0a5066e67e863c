"""Real Chromium pages that speak to a node as the room's page does, driven from Python."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Browser, Page, Playwright

from tests.chromium import FLAGS, chromium

PAGE = """
<!doctype html><title>client</title><body><script>
let pc, camera, microphone, share;
const codecs = kind => RTCRtpReceiver.getCapabilities(kind).codecs.filter(c => /opus|vp8|rtx/i.test(c.mimeType));

async function offer(seats, size) {
  if (pc) pc.close();
  pc = new RTCPeerConnection({bundlePolicy: 'max-bundle'});
  const media = size ? await navigator.mediaDevices.getUserMedia({audio: true, video: size}) : null;
  const add = (trackOrKind, init) => {
    const t = pc.addTransceiver(trackOrKind, init);
    t.setCodecPreferences(codecs(t.receiver.track.kind));
    return t;
  };
  if (media) {
    microphone = add(media.getAudioTracks()[0], {direction: 'sendonly', streams: [media]});
    camera = add(media.getVideoTracks()[0], {direction: 'sendonly', streams: [media], sendEncodings: [
      {rid: 'l', scaleResolutionDownBy: 4, maxBitrate: 150000},
      {rid: 'm', scaleResolutionDownBy: 2, maxBitrate: 500000},
      {rid: 'h', maxBitrate: 1500000}]});
  } else {
    add('audio', {direction: 'inactive'});
    add('video', {direction: 'inactive'});
  }
  share = add('video', {direction: media ? 'sendonly' : 'inactive'});
  for (let i = 0; i < seats; i++) {
    add('audio', {direction: 'recvonly'});
    add('video', {direction: 'recvonly'});
  }
  add('video', {direction: 'recvonly'});
  for (const t of pc.getTransceivers()) {
    if (t.direction !== 'recvonly') continue;
    const element = document.createElement(t.receiver.track.kind);
    element.autoplay = true;
    element.srcObject = new MediaStream([t.receiver.track]);
    document.body.append(element);
  }
  await pc.setLocalDescription();
  return pc.localDescription.sdp;
}

const answer = sdp => pc.setRemoteDescription({type: 'answer', sdp});

// By mid: what arrives on a seat's line.
async function received() {
  const lines = {};
  for (const s of (await pc.getStats()).values())
    if (s.type === 'inbound-rtp') lines[s.mid] = {packets: s.packetsReceived, lost: s.packetsLost,
      frames: s.framesDecoded ?? 0, energy: s.totalAudioEnergy ?? 0, height: s.frameHeight ?? 0,
      repaired: s.retransmittedPacketsReceived ?? 0, freezes: s.freezeCount ?? 0};
  return lines;
}

async function sent() {
  const encodings = {};
  for (const s of (await pc.getStats()).values())
    if (s.type === 'outbound-rtp' && s.rid) encodings[s.rid] = {packets: s.packetsSent, height: s.frameHeight ?? 0,
      pli: s.pliCount, nack: s.nackCount, active: s.active, limit: s.qualityLimitationReason};
  return encodings;
}

async function want(rids) {
  const parameters = camera.sender.getParameters();
  for (const encoding of parameters.encodings) encoding.active = rids.includes(encoding.rid);
  await camera.sender.setParameters(parameters);
}

async function shareScreen() {
  const canvas = document.createElement('canvas');
  canvas.width = 640; canvas.height = 360;
  const paint = canvas.getContext('2d');
  setInterval(() => { paint.fillStyle = `hsl(${Date.now() / 10 % 360} 90% 50%)`; paint.fillRect(0, 0, 640, 360); }, 60);
  await share.sender.replaceTrack(canvas.captureStream(15).getVideoTracks()[0]);
}
</script>
"""


class Client:
    """One page in one browser context."""

    def __init__(self, page: Page, person: str) -> None:
        self.page = page
        self.person = person

    async def offer(self, *, seats: int = 3, width: int = 960, height: int = 540, sends: bool = True) -> str:
        size = {"width": width, "height": height} if sends else None
        return str(await self.page.evaluate("([seats, size]) => offer(seats, size)", [seats, size]))

    async def answer(self, sdp: str) -> None:
        await self.page.evaluate("answer", sdp)

    async def received(self) -> dict[str, dict[str, Any]]:
        return dict(await self.page.evaluate("received()"))

    async def sent(self) -> dict[str, dict[str, Any]]:
        return dict(await self.page.evaluate("sent()"))

    async def want(self, rids: tuple[str, ...]) -> None:
        """Send these encodings alone, as the room's page does when it is told to."""
        await self.page.evaluate("want", list(rids))

    async def seat(self, number: int) -> tuple[dict[str, Any], dict[str, Any]]:
        """(audio, video) statistics of a seat."""
        lines = await self.received()
        nothing = {"packets": 0, "frames": 0, "energy": 0.0, "height": 0}
        return lines.get(str(3 + 2 * number), nothing), lines.get(str(4 + 2 * number), nothing)

    async def sees_and_hears(self, number: int) -> bool:
        audio, video = await self.seat(number)
        return bool(video["frames"] > 5 and audio["energy"] > 0)


async def open_browser(playwright: Playwright) -> Browser:
    return await playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))


async def open_client(browser: Browser, person: str) -> Client:
    context = await browser.new_context(permissions=["camera", "microphone"])
    page = await context.new_page()
    # A secure context is needed for getUserMedia; nothing listens on that port, the page is served from here.
    await page.route("**/*", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
    await page.goto("http://localhost:7199/")
    return Client(page, person)


async def until(condition: Callable[[], Awaitable[bool]], *, within_s: float = 20.0, what: str = "") -> float:
    """Wait for the browser to say so; the seconds it took. Browsers' statistics can only be polled."""
    began = time.monotonic()
    while not await condition():
        if time.monotonic() - began > within_s:
            raise AssertionError(f"not within {within_s} s: {what}")
        await asyncio.sleep(0.1)
    return time.monotonic() - began
