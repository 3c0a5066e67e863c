/**
 * One line of the room's page by itself, for tests and measurements on bad networks: the page's own `openPeer` and its
 * own reading of the statistics, a voice whose loudness is told, a camera, and a look at what is really received. A
 * driver calls `window.line`; it brings the offer to a media server and the answer back.
 */

import { checkNetwork } from "../src/room/network";
import { openPeer, type Peer } from "../src/room/peer";
import type { IceServer } from "../src/room/protocol.generated";

interface Wanted {
  readonly seats: number;
  readonly iceServers?: readonly IceServer[];
  /** Only by a relay, as behind a firewall that lets nothing else out. */
  readonly relayed?: boolean;
  /**
   * Decibels above what was recorded, which is speech at -20 dBFS; -100 is silence. `device`: the browser's own test
   * sound, where there is no sound device that would drive Web Audio. Null: no microphone.
   */
  readonly voice: number | "device" | null;
  /** Lines of the camera's picture; null: no camera. */
  readonly height: number | null;
}

/** What a seat has received, all totals since it was set up. */
interface Received {
  packets: number;
  lost: number;
  energy: number;
  samples: number;
  concealed: number;
  silent: number;
  frames: number;
  height: number;
  freezes: number;
  frozen: number;
  plis: number;
  repaired: number;
  jitter: number;
  /** When what is played now was captured, on the sender's clock, in milliseconds; null where a browser does not tell. */
  played: number | null;
}

interface Sent {
  packets: number;
  height: number;
  bitrate: number;
  plis: number;
  nacks: number;
  active: boolean;
}

type Stats = Record<string, unknown>;

const RATE = 20;
const WIDTHS = 16 / 9;

const audio = new AudioContext({ sampleRate: 48_000 });
let peer: Peer | null = null;
let answered: ((sdp: string) => void) | null = null;
let lost = false;
let loudness: GainNode | null = null;
let skew: number[] = [];
const gaps = new Map<number, { last: number; longest: number; frames: number }>();

/** Real words, again and again without a pause: encoders and jitter buffers treat a tone as the music that it is. */
async function voice(decibels: number): Promise<MediaStreamTrack> {
  const recorded = await (await fetch("speech.ogg")).arrayBuffer();
  const words = new AudioBufferSourceNode(audio, { buffer: await audio.decodeAudioData(recorded), loop: true });
  loudness = new GainNode(audio, { gain: gainOf(decibels) });
  const out = new MediaStreamAudioDestinationNode(audio, { channelCount: 1 });
  words.connect(loudness).connect(out);
  words.start();
  const [track] = out.stream.getAudioTracks();
  if (track === undefined) throw new Error("no sound");
  return track;
}

async function microphone(): Promise<MediaStreamTrack> {
  const [track] = (await navigator.mediaDevices.getUserMedia({ audio: true })).getAudioTracks();
  if (track === undefined) throw new Error("no sound");
  return track;
}

const gainOf = (decibels: number) => (decibels <= -100 ? 0 : 10 ** (decibels / 20));

async function camera(height: number): Promise<MediaStreamTrack> {
  const width = Math.round((height * WIDTHS) / 2) * 2;
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { width, height, frameRate: RATE },
  });
  const [track] = stream.getVideoTracks();
  if (track === undefined) throw new Error("no picture");
  return track;
}

/** Set up anew, and return the offer. */
async function open({ seats, iceServers = [], relayed = false, voice: level, height }: Wanted): Promise<string> {
  close();
  // Where a machine has no sound device the answer may never come, and the words run all the same.
  void audio.resume();
  const tracks = {
    microphone: level === null ? null : await (level === "device" ? microphone() : voice(level)),
    camera: height === null ? null : await camera(height),
  };
  const given = window.RTCPeerConnection;
  if (relayed) window.RTCPeerConnection = relayedOnly(given);
  lost = false;
  const offer = new Promise<string>((resolve) => {
    peer = openPeer({
      seats,
      iceServers,
      tracks,
      exchange: (sdp) => {
        resolve(sdp);
        return new Promise((settle) => (answered = settle));
      },
      onUp: () => undefined,
      onLost: () => (lost = true),
    });
  });
  window.RTCPeerConnection = given;
  for (const [number, seat] of peer?.seats.entries() ?? []) {
    play("audio", seat.sound);
    watch(number, play("video", seat.picture) as HTMLVideoElement);
  }
  return await offer;
}

function relayedOnly(given: typeof RTCPeerConnection): typeof RTCPeerConnection {
  return class extends given {
    constructor(configuration?: RTCConfiguration) {
      super({ ...configuration, iceTransportPolicy: "relay" });
    }
  };
}

function close(): void {
  peer?.close();
  peer = null;
  gaps.clear();
  document.body.replaceChildren();
}

function play(kind: "audio" | "video", stream: MediaStream): HTMLMediaElement {
  const element = document.createElement(kind);
  element.autoplay = true;
  element.srcObject = stream;
  document.body.append(element);
  return element;
}

/** Remember the longest time without a new picture. */
function watch(seat: number, video: HTMLVideoElement): void {
  const gap = { last: 0, longest: 0, frames: 0 };
  gaps.set(seat, gap);
  video.muted = true;
  const next = (now: number) => {
    if (gap.last > 0) gap.longest = Math.max(gap.longest, now - gap.last);
    gap.last = now;
    gap.frames += 1;
    video.requestVideoFrameCallback(next);
  };
  video.requestVideoFrameCallback(next);
}

/** The longest time without a picture on each seat since this was last asked, in milliseconds, the present one included. */
function longestGaps(): Record<number, number> {
  const now = performance.now();
  const found = Object.fromEntries(
    [...gaps].map(([seat, { last, longest }]) => [seat, last > 0 ? Math.max(longest, now - last) : -1]),
  );
  for (const gap of gaps.values()) gap.longest = 0;
  return found;
}

const number = (value: unknown) => (typeof value === "number" ? value : 0);

/** What the browser believes its own way up carries, in bits a second. */
async function uplinkRate(): Promise<number> {
  const pair = (await report()).find((stats) => stats["type"] === "candidate-pair" && stats["nominated"] === true);
  return number(pair?.["availableOutgoingBitrate"]);
}

async function report(): Promise<Stats[]> {
  const found = (await peer?.connection.getStats()) as unknown as ReadonlyMap<string, Stats> | undefined;
  return [...(found?.values() ?? [])];
}

/** By seat and kind. */
async function received(): Promise<Record<string, Received>> {
  const lines: Record<string, Received> = {};
  const transceivers = peer?.connection.getTransceivers() ?? [];
  const places = new Map(transceivers.map(({ mid }, place) => [mid, place]));
  for (const stats of await report()) {
    if (stats["type"] !== "inbound-rtp") continue;
    const place = places.get(stats["mid"] as string) ?? 0;
    const kind = stats["kind"] === "audio" ? "voice" : "picture";
    lines[`${Math.floor((place - 3) / 2)} ${kind}`] = {
      packets: number(stats["packetsReceived"]),
      lost: number(stats["packetsLost"]),
      energy: number(stats["totalAudioEnergy"]),
      samples: number(stats["totalSamplesReceived"]),
      concealed: number(stats["concealedSamples"]),
      silent: number(stats["silentConcealedSamples"]),
      frames: number(stats["framesDecoded"]),
      height: number(stats["frameHeight"]),
      freezes: number(stats["freezeCount"]),
      frozen: number(stats["totalFreezesDuration"]),
      plis: number(stats["pliCount"]),
      repaired: number(stats["retransmittedPacketsReceived"]),
      jitter: number(stats["jitter"]),
      played: typeof stats["estimatedPlayoutTimestamp"] === "number" ? stats["estimatedPlayoutTimestamp"] : null,
    };
  }
  return lines;
}

/** By rid; `voice` for the microphone. */
async function sent(): Promise<Record<string, Sent>> {
  const encodings: Record<string, Sent> = {};
  for (const stats of await report()) {
    if (stats["type"] !== "outbound-rtp") continue;
    const name = stats["kind"] === "audio" ? "voice" : ((stats["rid"] as string | undefined) ?? "share");
    encodings[name] = {
      packets: number(stats["packetsSent"]),
      height: number(stats["frameHeight"]),
      bitrate: number(stats["targetBitrate"]),
      plis: number(stats["pliCount"]),
      nacks: number(stats["nackCount"]),
      active: stats["active"] !== false,
    };
  }
  return encodings;
}

/** How far picture and voice of a seat are apart now, in milliseconds by the browser's own account; null if it has none. */
async function apart(seat: number): Promise<number | null> {
  const lines = await received();
  const [sound, picture] = [lines[`${seat} voice`]?.played, lines[`${seat} picture`]?.played];
  if (sound == null || picture == null || sound === 0 || picture === 0) return null;
  return picture - sound;
}

/** The same, every fifth of a second from now on, until it is asked for. */
let sampling: ReturnType<typeof setInterval> | undefined;
function sampleSkew(seat: number): void {
  skew = [];
  clearInterval(sampling);
  sampling = setInterval(() => {
    void apart(seat).then((found) => {
      if (found !== null) skew.push(found);
    });
  }, 200);
}

/** Which kinds of candidates the connection goes through: ours, and by which protocol a relay is reached. */
async function route(): Promise<string> {
  const found = await report();
  const pair = found.find((stats) => stats["type"] === "candidate-pair" && stats["nominated"] === true);
  const own = found.find((stats) => stats["id"] === pair?.["localCandidateId"]);
  const way = own?.["relayProtocol"];
  return `${String(own?.["candidateType"])}${typeof way === "string" && way !== "" ? ` ${way}` : ""}`;
}

const line = {
  open,
  answer: (sdp: string) => answered?.(sdp),
  sendEncodings: (rids: readonly string[]) => peer?.sendEncodings(rids),
  state: () => (lost ? "lost" : (peer?.connection.connectionState ?? "none")),
  speak: (decibels: number) => {
    if (loudness !== null) loudness.gain.value = gainOf(decibels);
  },
  received,
  sent,
  /** What the page's check before joining finds of the relay. */
  wayToRelay: async (server: IceServer) => (await checkNetwork(`ws://${location.host}/`, [server])).relay,
  route,
  uplinkRate,
  longestGaps,
  sampleSkew,
  skew: () => {
    clearInterval(sampling);
    return skew;
  },
  close,
};

declare global {
  interface Window {
    line: typeof line;
  }
}

window.line = line;
