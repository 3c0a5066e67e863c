/** Where the state meets the world: events in, `update`, effects out to the socket, the lines, the devices and sound. */

import { chime, loudness, meter, type Meter } from "./audio";
import { stayAwake } from "./awake";
import { connect, OrderFailed, type Connection } from "./connection";
import { openDevices } from "./devices";
import { heard, type LastLoud } from "./levels";
import { gives, initial, type Choice, type Effect, type Event, type Order, type State } from "./model";
import { openPeer, type Peer, type Seat, type Tracks } from "./peer";
import type { PersonId } from "./protocol.generated";
import { update } from "./update";
import { watcher } from "./watcher";

/** What the rendering may ask of the world; everything else goes through events. */
export interface Runtime {
  readonly state: () => State;
  readonly act: (event: Event) => void;
  readonly subscribe: (listener: (state: State) => void) => () => void;
  /** The seat's streams in the line of this generation. */
  readonly seat: (generation: number, seat: number) => Seat | null;
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
}

/** Keeps the choice of microphone and camera over a reload of this tab. */
export interface Memory {
  readonly read: () => Choice | null;
  readonly write: (choice: Choice) => void;
}

const LEVELS_MS = 200;
const NOTICE_MS = 7_000;

export function start({ url, memory, wide }: RuntimeOptions): Runtime {
  let state = initial(memory.read(), wide);
  const listeners = new Set<(state: State) => void>();
  const peers = new Map<number, Peer>();
  let connection: Connection | null = null;
  let reconnect: ReturnType<typeof setTimeout> | undefined;
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
      for (const peer of peers.values()) peer.carry(tracks);
    },
  });
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
    const quiet = ["watch", "sync", "set_microphone", "set_camera"].includes(order.type);
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
      tracks: devices.tracks(),
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
    peers.set(generation, peer);
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
        devices.acquire(effect.microphone, effect.camera);
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
      case "remember":
        memory.write(effect);
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

  // --- who is speaking
  let loud: LastLoud = new Map();
  async function listen(): Promise<void> {
    const { room, media, microphone } = state;
    const line = media.current;
    const seats = line === null ? undefined : peers.get(line.generation)?.seats;
    // Those who are muted are silent, so nobody need listen to them.
    const unmuted = room?.people.filter((person) => person.microphone).map(({ id }) => id) ?? [];
    const measured = unmuted.map(async (person): Promise<[PersonId, number]> => {
      const seat = seats?.[line?.seats.get(person) ?? -1];
      return [person, seat === undefined ? 0 : await loudness(seat).catch(() => 0)];
    });
    const levels = new Map(await Promise.all(measured));
    if (room !== null && gives(microphone)) levels.set(room.you.id, own?.read() ?? 0);
    loud = heard(loud, levels, performance.now());
    const people = new Set(loud.keys());
    const same = people.size === state.speaking.size && [...people].every((person) => state.speaking.has(person));
    if (!same) act({ type: "speaking", people });
    setTimeout(() => void listen(), LEVELS_MS);
  }
  void listen();

  // --- the network is back, or the person is: no reason to wait any longer
  const now = () => act({ type: "connect_now" });
  addEventListener("online", now);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) now();
    watching.hidden(document.hidden);
  });

  // Tracks end with their page, which is no interruption to tell of; a page that is brought back begins anew.
  addEventListener("pagehide", () => devices.release());
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload();
  });

  open(null);
  act({ type: "retry_devices" });

  return {
    state: () => state,
    act,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    seat: (generation, seat) => peers.get(generation)?.seats[seat] ?? null,
    ownPicture: () => devices.picture(),
    ownMeter: () => own?.read ?? null,
    watch: watching.see,
    connection: () =>
      peers.get((state.media.current ?? state.media.next)?.generation ?? -1)?.connection ?? null,
  };
}
