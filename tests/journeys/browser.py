"""Someone at a browser: a Chromium with a camera that shows who they are, and what it really receives.

Pictures and sound are judged from the page's own pixels and statistics, never from the absence of errors.
"""

from __future__ import annotations

import base64
import contextlib
import io
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ElementHandle, Locator, Page, Playwright, expect

from rooms.participant.pictures import block_of, loop, who_is
from sessions.models import Session, User
from tests.chromium import FLAGS, PATIENCE_MS, chromium
from tests.sign_in import session_cookie
from vip.supervisor import House

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}


def camera_film(name: str, directory: Path) -> Path:
    """A short film of ``name`` for Chromium's fake camera."""
    film = directory / f"{name}.mjpeg"
    if not film.exists():
        frames = io.BytesIO()
        for picture in loop(name, frames=24):
            picture.save(frames, "JPEG", quality=85)
        film.write_bytes(frames.getvalue())
    return film


@dataclass(frozen=True, slots=True)
class Received:
    """What a browser has received of one person so far."""

    frames_decoded: int
    audio_energy: float
    audio_packets: int
    video_packets: int


_STATS = """
async (person) => {
  const {peer, state} = window.__vip;
  const seat = state.media.current?.seats.get(person);
  const none = {frames_decoded: 0, audio_energy: 0, audio_packets: 0, video_packets: 0};
  if (!peer || seat === undefined) return none;
  const [audio, video] = peer.getTransceivers().slice(3 + 2 * seat, 5 + 2 * seat);
  const inbound = async (transceiver) =>
    [...(await transceiver.receiver.getStats()).values()].find(({type}) => type === "inbound-rtp") ?? {};
  const [sound, picture] = [await inbound(audio), await inbound(video)];
  return {
    frames_decoded: picture.framesDecoded ?? 0,
    audio_energy: sound.totalAudioEnergy ?? 0,
    audio_packets: sound.packetsReceived ?? 0,
    video_packets: picture.packetsReceived ?? 0,
  };
}
"""

# So that a journey can cut them.
_KEEP_SOCKETS = """
window.journey_sockets = new Set();
window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    window.journey_sockets.add(this);
    this.addEventListener("close", () => window.journey_sockets.delete(this));
  }
};
"""

# Its width is known before its first frame is there; until then its pixels are those of nothing.
_SHOWS = "(video) => video.videoWidth > 0 && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA"

_PIXELS = """
(video) => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  canvas.getContext("2d").drawImage(video, 0, 0);
  return canvas.toDataURL("image/png").split(",")[1];
}
"""


class Seat:
    """One person at one browser."""

    def __init__(self, page: Page, context: BrowserContext, house: House, user: User | None) -> None:
        self.page = page
        self.context = context
        self.house = house
        self._user = user
        # What the server said to this person's pages: what they may not see must be absent here, not just unseen.
        self.frames: list[str] = []
        context.on("page", self._listen)
        self._listen(page)

    def _listen(self, page: Page) -> None:
        page.on("websocket", lambda socket: socket.on("framereceived", self._remember))

    def _remember(self, frame: str | bytes) -> None:
        self.frames.append(frame if isinstance(frame, str) else frame.decode())

    @property
    def user(self) -> User:
        """Who sits here."""
        assert self._user is not None
        return self._user

    def enter(self, session: Session) -> None:
        """Open the room's page and join."""
        self.page.goto(f"{self.house.url}/rooms/{session.pk}/")
        self.join()

    def join(self) -> None:
        """Pass the check of camera, microphone and network: knock."""
        self.page.get_by_test_id("join").click(timeout=PATIENCE_MS)

    @property
    def lobby(self) -> Locator:
        return self.page.get_by_test_id("lobby")

    @property
    def room(self) -> Locator:
        return self.page.get_by_test_id("room")

    def tile_of(self, user: User) -> Locator:
        """The tile that carries ``user``'s name."""
        return self.page.get_by_test_id("tile").filter(has_text=user.display_name)

    def admit(self, user: User) -> None:
        """Let one waiting person in."""
        self.open_panel("people")
        waiting = self.page.get_by_test_id("waiting-list").locator("li").filter(has_text=user.display_name)
        waiting.get_by_test_id("admit").click(timeout=PATIENCE_MS)

    def mute(self, user: User) -> None:
        """Mute someone from the facilitator's panel."""
        self.row_of(user).get_by_test_id("mute").click(timeout=PATIENCE_MS)

    def row_of(self, user: User) -> Locator:
        """``user`` in the clinicians' list of people."""
        people = self.open_panel("people").locator(".people > li")
        return people.filter(has_text=user.display_name)

    def act_on(self, user: User, action: str) -> None:
        """Do something for one person from the list: ``spotlight``, ``side-room``, ``stop-camera``, ..."""
        row = self.row_of(user)
        row.get_by_test_id("more-for").click(timeout=PATIENCE_MS)
        row.get_by_test_id(action).click(timeout=PATIENCE_MS)

    def open_panel(self, panel: str) -> Locator:
        """Show ``people``, ``chat`` or ``tools`` beside the stage, as a clinician does."""
        found = self.page.get_by_test_id(f"{panel}-panel")
        if not found.is_visible():
            if not self.page.get_by_role("tablist").is_visible():
                self.page.get_by_test_id("people").click(timeout=PATIENCE_MS)
            self.page.get_by_test_id(f"tab-{panel}").click(timeout=PATIENCE_MS)
        return found

    def toggle(self, device: str) -> None:
        """Press one's own button: ``microphone`` or ``camera``."""
        self.page.get_by_test_id(device).click(timeout=PATIENCE_MS)

    def keep_sending_sound(self) -> None:
        """Behave as a browser that was told to be silent and isn't."""
        expect(self.page.get_by_test_id("microphone")).to_have_attribute("data-state", "off")
        self.page.evaluate("() => { window.__vip.peer.getSenders()[0].track.enabled = true; }")

    def end_for_everyone(self) -> None:
        """End the session, and confirm it."""
        self.open_panel("tools")
        self.open_panel("tools")
        self.page.get_by_test_id("end").click(timeout=PATIENCE_MS)
        self.page.get_by_role("dialog").get_by_test_id("confirm").click(timeout=PATIENCE_MS)

    def leave(self) -> None:
        """Leave by the button, and confirm it."""
        self.page.get_by_test_id("leave").click(timeout=PATIENCE_MS)
        self.page.get_by_role("dialog").get_by_test_id("confirm").click(timeout=PATIENCE_MS)

    def write(self, text: str, *, to: str = "everyone") -> None:
        """Say something in writing; ``to`` is everyone, facilitators, or a person's id in the room."""
        if not self.page.get_by_test_id("chat-panel").is_visible():
            self.page.get_by_test_id("chat").click(timeout=PATIENCE_MS)
        self.page.get_by_test_id("chat-to").select_option(to)
        self.page.get_by_test_id("chat-text").fill(text)
        self.page.get_by_test_id("chat-text").press("Enter")

    def expect_line(self, text: str) -> None:
        """Find something in the chat."""
        if not self.page.get_by_test_id("chat-panel").is_visible():
            self.page.get_by_test_id("chat").click(timeout=PATIENCE_MS)
        expect(self.page.get_by_test_id("chat-lines")).to_contain_text(text, timeout=PATIENCE_MS)

    def choose(self, item: str) -> None:
        """Press something in the sheet of everything else."""
        self.page.get_by_test_id("more").click(timeout=PATIENCE_MS)
        self.page.get_by_role("dialog").get_by_test_id(item).click(timeout=PATIENCE_MS)

    def cut_sockets(self) -> None:
        """Cut the page's WebSockets under its feet, as a lost network does."""
        self.page.evaluate("() => { for (const socket of window.journey_sockets) socket.close(); }")

    def kill(self) -> None:
        """``kill -9`` the tab's process: no goodbye of any kind."""
        browser = self.context.browser
        assert browser is not None
        processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
        for process in processes:
            if process["type"] == "renderer":
                os.kill(process["id"], signal.SIGKILL)

    def id_of(self, user: User) -> str:
        return str(self.tile_of(user).get_attribute("data-person", timeout=PATIENCE_MS))

    def received_from(self, user: User) -> Received:
        stats: dict[str, Any] = self.page.evaluate(_STATS, self.id_of(user))
        return Received(**stats)

    def await_picture_and_sound_of(self, user: User, *, after: Received | None = None) -> Received:
        """Block until more frames were decoded and more sound was heard than ``after``."""
        before = after or Received(0, 0.0, 0, 0)
        self._until(
            f"""async ([person, frames, energy]) => {{
                const seen = await ({_STATS})(person);
                return seen.frames_decoded > frames + 10 && seen.audio_energy > energy;
            }}""",
            [self.id_of(user), before.frames_decoded, before.audio_energy],
        )
        return self.received_from(user)

    def await_frames_of(self, user: User, *, after: Received, count: int) -> Received:
        """Block until ``count`` more frames of ``user`` were decoded than ``after``."""
        self._until(
            f"async ([person, frames]) => (await ({_STATS})(person)).frames_decoded > frames",
            [self.id_of(user), after.frames_decoded + count],
        )
        return self.received_from(user)

    def _until(self, holds: str, argument: list[Any]) -> None:
        """Block until an asynchronous predicate holds. ``wait_for_function`` takes its promise for a yes."""
        came = self.page.evaluate(
            f"""async ([argument, patience]) => {{
                const holds = {holds};
                for (const until = performance.now() + patience; performance.now() < until; ) {{
                    if (await holds(argument)) return true;
                    await new Promise((go) => setTimeout(go, 50));
                }}
                return false;
            }}""",
            [argument, PATIENCE_MS],
        )
        assert came, f"not within {PATIENCE_MS / 1000:.0f} s"

    def media_connection(self) -> int:
        """Which of its media connections, counted from 1, this browser sees and hears through."""
        generation: int = self.page.evaluate("() => window.__vip.state.media.current?.generation ?? 0")
        return generation

    def await_other_media_connection(self, before: int) -> None:
        """Block until this browser sees and hears through a newer connection than ``before``."""
        self.page.wait_for_function(
            "(before) => (window.__vip.state.media.current?.generation ?? 0) > before",
            arg=before,
            timeout=PATIENCE_MS,
        )

    def picture_of(self, user: User) -> Image.Image:
        """What is on ``user``'s tile right now."""
        encoded = self._video_of(user).evaluate(_PIXELS)
        return Image.open(io.BytesIO(base64.b64decode(encoded)))

    def own_picture(self) -> Image.Image:
        """What this person's own tile shows of them."""
        video = self.page.get_by_test_id("own-tile").locator("video").element_handle(timeout=PATIENCE_MS)
        self.page.wait_for_function(_SHOWS, arg=video, timeout=PATIENCE_MS)
        return Image.open(io.BytesIO(base64.b64decode(video.evaluate(_PIXELS))))

    def _video_of(self, user: User) -> ElementHandle:
        """The video on ``user``'s tile, once it shows something: what was decoded is painted a moment later."""
        video = self.tile_of(user).locator("video").element_handle(timeout=PATIENCE_MS)
        self.page.wait_for_function(_SHOWS, arg=video, timeout=PATIENCE_MS)
        return video

    def await_movement_of(self, user: User) -> None:
        """Block until the picture on ``user``'s tile has changed."""
        video = self._video_of(user)
        still = video.evaluate(_PIXELS)
        self.page.wait_for_function(
            f"([video, still]) => ({_PIXELS})(video) !== still", arg=[video, still], timeout=PATIENCE_MS
        )

    def who_is_on_the_tile_of(self, user: User, among: list[User]) -> str | None:
        """Whose picture it is, told from its pixels."""
        return who_is(block_of(self.picture_of(user)), [other.display_name for other in among])

    def expect_lobby(self) -> None:
        expect(self.lobby).to_be_visible(timeout=PATIENCE_MS)

    def expect_room(self) -> None:
        expect(self.room).to_be_visible(timeout=PATIENCE_MS)


@contextlib.contextmanager
def open_seat(
    driver: Playwright, house: House, user: User | None, directory: Path, *, phone: bool = False
) -> Iterator[Seat]:
    """A browser process for ``user``, signed in; None is somebody unknown so far."""
    film = camera_film(user.display_name if user else "Visitor", directory)
    browser: Browser = driver.chromium.launch(
        executable_path=chromium(), args=[*FLAGS, f"--use-file-for-fake-video-capture={film}"]
    )
    try:
        context = browser.new_context(
            viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]
            is_mobile=phone,
            has_touch=phone,
            permissions=["camera", "microphone"],
        )
        if user:
            context.add_cookies([{"name": "sessionid", "value": session_cookie(user), "url": house.url}])
        context.add_init_script(_KEEP_SOCKETS)
        yield Seat(context.new_page(), context, house, user)
    finally:
        browser.close()
