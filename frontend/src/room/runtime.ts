/** Where the state meets the world: events in, `update`, effects out to the socket, the lines, the devices and sound. */

import { chime, meter, type Meter } from "./audio";
import { stayAwake } from "./awake";
import { listen } from "./captions";
import { connect, OrderFailed, type Connection } from "./connection";
import { openDevices } from "./devices";
import { followConnection, followSpeakers } from "./following";
import { tellLeft } from "./leaving";
import type { Memory } from "./memory";
import { initial, type Effect, type Event, type Order, type State } from "./model";
import { openPeer, type Peer, type Seat, type Tracks } from "./peer";
import type { PersonId } from "./protocol.generated";
import { safetyOf } from "./safety";
import { openScreen } from "./screen";
import { update } from "./update";
import { watcher } from "./watcher";

/** What the rendering may ask of the world; everything else goes through events. */
export interface Runtime {
  readonly state: () => State;
  readonly act: (event: Event) => void;
  readonly subscribe: (listener: (state: State) => void) => () => void;
  /** The seat's streams in the line of this generation. */
  readonly seat: (generation: number, seat: number) => Seat | null;
  /** Somebody's shared screen in the line of this generation. */
  readonly shared: (generation: number) => MediaStream | null;
  readonly ownPicture: () => MediaStream | null;
  readonly ownMeter: () => Meter | null;
  /** How tall each person's tile is, in device pixels. */
  readonly watch: (heights: ReadonlyMap<PersonId, number>) => void;
  /** The peer connection that is seen and heard now, else the one being set up; for tests and for looking into. */
  readonly connection: () => RTCPeerConnection | null;
}

export interface RuntimeOptions {
  readonly url: string;
  readonly memory: Memory;
  readonly wide: boolean;
  readonly language: string;
  readonly csrfToken: string;
}

/** Said by the page of itself, and said again when it matters. */
const QUIET = ["watch", "sync", "set_microphone", "set_camera", "set_interrupted", "report_quality", "caption"];
const NOTICE_MS = 7_000;

const isInterrupted = ({ microphone, camera }: State) =>
  [microphone, camera].some((device) => device.wanted && device.state === "interrupted");

export function start({ url, memory, wide, language, csrfToken }: RuntimeOptions): Runtime {
  let state = initial({ ...memory.read(), wide });
  const listeners = new Set<(state: State) => void>();
  const peers = new Map<number, Peer>();
  let connection: Connection | null = null;
  let reconnect: ReturnType<typeof setTimeout> | undefined;
  let stopListening: (() => void) | null = null;
  let own: { track: MediaStreamTrack; read: Meter; unbind: () => void } | null = null;

  function act(event: Event): void {
    const [next, effects] = update(state, event);
    const differs = next !== state;
    state = next;
    for (const effect of effects) run(effect);
    if (!differs) return;
    wake();
    for (const listener of listeners) listener(state);
  }

  const devices = openDevices({
    onState: (device, now) => act({ type: "device", device, state: now }),
    onTracks: (tracks) => {
      listenToOwn(tracks);
      carry(tracks);
    },
    onInputs: (inputs) => act({ type: "inputs", inputs }),
    onBlurFailed: () => act({ type: "cannot", what: "blur" }),
  });
  const screen = openScreen({
    onCapturing: (on) => {
      act({ type: "capturing", on });
      carry(devices.tracks());
    },
    onFailed: () => act({ type: "cannot", what: "share" }),
  });
  const carry = (tracks: Tracks) => {
    for (const peer of peers.values()) peer.carry({ ...tracks, share: screen.track() });
  };
  const wake = stayAwake(() => state.room !== null && state.link.kind !== "closed");
  const watching = watcher((heights) => send({ type: "watch", heights }));

  function listenToOwn({ microphone }: Tracks): void {
    if (own?.track === microphone) return;
    own?.unbind();
    own = null;
    if (microphone === null) return;
    const [read, unbind] = meter(microphone);
    own = { track: microphone, read, unbind };
  }

  /** Orders the person did not give (what is watched, how devices are) fail quietly: they are said again when due. */
  function send(order: Order): void {
    const quiet = [...QUIET].includes(order.type);
    connection?.request(order).catch((failed: unknown) => {
      const sentence = failed instanceof OrderFailed ? failed.sentence : "";
      if (!quiet && sentence !== "") act({ type: "refused", sentence });
    });
  }

  function open(resume: string | null): void {
    clearTimeout(reconnect);
    connection?.close();
    connection = connect(url, resume, {
      onMessage: (message) => act({ type: "said", message, now: Date.now() }),
      onDropped: (closing) => act({ type: "dropped", closing, random: Math.random() }),
    });
  }

  function openLine(generation: number, effect: Extract<Effect, { type: "open_line" }>): void {
    const through = connection;
    const peer = openPeer({
      seats: effect.seats,
      iceServers: effect.iceServers,
      tracks: { ...devices.tracks(), share: screen.track() },
      exchange: async (sdp) => {
        act({ type: "line_offered", generation });
        const answer = await through?.request({ type: "offer", sdp });
        if (answer?.type !== "answer") throw new OrderFailed("no_answer", "");
        watching.again();
        return answer.sdp;
      },
      onUp: () => act({ type: "line_up", generation }),
      onLost: () => act({ type: "line_lost", generation, random: Math.random() }),
    });
    if (state.saving) peer.sendPicture(false);
    peers.set(generation, peer);
  }

  function ownCaptions(on: boolean): void {
    stopListening?.();
    stopListening = null;
    if (!on) return;
    stopListening = listen(
      language,
      (text) => act({ type: "own_caption", text }),
      () => act({ type: "cannot", what: "captions" }),
    );
  }

  function run(effect: Effect): void {
    switch (effect.type) {
      case "connect":
        clearTimeout(reconnect);
        reconnect = setTimeout(() => open(effect.resume), effect.afterMs);
        break;
      case "disconnect":
        clearTimeout(reconnect);
        connection?.close();
        break;
      case "tell_left":
        void tellLeft(effect.connection, csrfToken);
        break;
      case "send":
        send(effect.order);
        break;
      case "open_line":
        openLine(effect.generation, effect);
        break;
      case "open_line_later":
        setTimeout(() => act({ type: "open_line", generation: effect.generation }), effect.afterMs);
        break;
      case "close_line":
        peers.get(effect.generation)?.close();
        peers.delete(effect.generation);
        break;
      case "acquire":
        devices.acquire(effect.microphone, effect.camera, state.settings);
        break;
      case "microphone":
        devices.enableMicrophone(effect.on);
        break;
      case "release_camera":
        devices.releaseCamera();
        break;
      case "release_devices":
        devices.release();
        break;
      case "list_inputs":
        devices.list();
        break;
      case "blur":
        devices.blur(effect.on);
        break;
      case "own_captions":
        ownCaptions(effect.on);
        break;
      case "send_picture":
        for (const peer of peers.values()) peer.sendPicture(effect.on);
        break;
      case "send_encodings":
        peers.get(effect.generation)?.sendEncodings(effect.encodings);
        break;
      case "capture_screen":
        if (effect.on) screen.start();
        else screen.stop();
        break;
      case "fade_later":
        setTimeout(() => act({ type: "faded", key: effect.key }), effect.afterMs);
        break;
      case "ask_safety":
        void askSafety(effect.person);
        break;
      case "go_to_gate":
        location.assign("arrive/");
        break;
      case "remember":
        memory.writeChoice(effect);
        break;
      case "remember_settings":
        memory.writeSettings(effect.settings);
        break;
      case "remember_joined":
        memory.writeJoined();
        break;
      case "chime":
        chime();
        break;
      case "resume_sound":
        for (const audio of document.querySelectorAll("audio"))
          audio.play().catch(() => act({ type: "sound_blocked", blocked: true }));
        break;
      case "notice_over_later":
        setTimeout(() => act({ type: "notice_over", key: effect.key }), NOTICE_MS);
        break;
    }
  }

  async function askSafety(person: PersonId): Promise<void> {
    const safety = await safetyOf(person, csrfToken);
    if (state.dialog?.kind === "safety" && state.dialog.person === person) act({ type: "safety", safety });
  }

  const line = () => peers.get(state.media.current?.generation ?? -1) ?? null;
  followSpeakers({ state: () => state, act, line, ownLevel: () => own?.read() ?? 0 });
  followConnection({ state: () => state, act, line });

  // --- the network is back, or the person is: no reason to wait any longer
  const now = () => act({ type: "connect_now" });
  addEventListener("online", now);
  // Silence would tell the same a quarter of a minute later.
  addEventListener("offline", () => connection?.giveUp());
  document.addEventListener("visibilitychange", () => {
    watching.hidden(document.hidden);
    if (document.hidden) return;
    now();
    // iOS ends camera and microphone of a page that was put aside, and says so only once it is seen again.
    if (isInterrupted(state)) act({ type: "retry_devices" });
  });

  // Tracks end with their page, which is no interruption to tell of; a page that is brought back begins anew.
  addEventListener("pagehide", () => devices.release());
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload();
  });

  if (state.link.kind !== "checking") open(null);
  if (state.settings.blur) devices.blur(true);
  act({ type: "retry_devices" });

  return {
    state: () => state,
    act,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    shared: (generation) => peers.get(generation)?.shareSeat ?? null,
    seat: (generation, seat) => peers.get(generation)?.seats[seat] ?? null,
    ownPicture: () => devices.picture(),
    ownMeter: () => own?.read ?? null,
    watch: watching.see,
    connection: () =>
      peers.get((state.media.current ?? state.media.next)?.generation ?? -1)?.connection ?? null,
  };
}
