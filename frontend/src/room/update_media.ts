/**
 * The life of the peer connections ("lines"), numbered by generation. A new line is set up beside the old one, which
 * goes on being seen and heard until the new one flows, so that a renewed connection costs nobody the picture.
 */

import type { Effect, Line, State, Step } from "./model";
import { LOSSLESS } from "./quality";
import type { SeatView } from "./protocol.generated";
import { retryDelay } from "./retry";
import { also } from "./steps";
import { retryDevices } from "./update_devices";

/** Sets up a line now; one that is still being set up gives way to it. */
export function openLine(state: State): Step {
  const media = state.room?.media;
  if (!media || state.link.kind !== "online") return [state, []];
  const generation = state.media.lastGeneration + 1;
  const next: Line = { generation, seats: new Map(), offered: false };
  return [
    { ...state, media: { ...state.media, mode: "on", next, lastGeneration: generation } },
    [
      ...closing(state.media.next),
      { type: "open_line", generation, seats: media.seats, iceServers: media.ice_servers },
    ],
  ];
}

/** A retry that was waited for: done unless something else has begun meanwhile. */
export function openDelayedLine(state: State, generation: number): Step {
  const { mode, next, lastGeneration } = state.media;
  return mode === "on" && next === null && generation === lastGeneration + 1 ? openLine(state) : [state, []];
}

/** The server's seating is about the newest line. */
export function seated(state: State, seats: readonly SeatView[]): Step {
  const { current, next } = state.media;
  const map = new Map(seats.map(({ seat, person }) => [person, seat]));
  if (next !== null) return [{ ...state, media: { ...state.media, next: { ...next, seats: map } } }, []];
  if (current !== null)
    return [{ ...state, media: { ...state.media, current: { ...current, seats: map } } }, []];
  return [state, []];
}

/** Which encodings of one's camera anybody looks at; about the newest line, like the seating. */
export function encodingsWanted(state: State, encodings: readonly string[]): Step {
  const line = state.media.next ?? state.media.current;
  return [
    state,
    line === null ? [] : [{ type: "send_encodings", generation: line.generation, encodings }],
  ];
}

export function lineOffered(state: State, generation: number): Step {
  const { next } = state.media;
  if (next?.generation !== generation) return [state, []];
  return [{ ...state, media: { ...state.media, next: { ...next, offered: true } } }, []];
}

/** The media server went away, or has forgotten us. An offer that is yet to be sent is the remedy already. */
export function mediaLost(state: State): Step {
  const { mode, next } = state.media;
  return mode === "on" && (next === null || next.offered) ? openLine(state) : [state, []];
}

export function lineUp(state: State, generation: number): Step {
  const { current, next } = state.media;
  if (next?.generation !== generation) return [state, []];
  const media = { ...state.media, current: next, next: null, failures: 0 };
  // Of a new line nothing is known yet, and nothing notable is what the media server does not tell.
  return [{ ...state, media, losses: LOSSLESS, picturesPaused: false }, closing(current)];
}

/** A line failed. The current one is replaced at once; one that never came up is tried again after a while. */
export function lineLost(state: State, generation: number, random: number): Step {
  const { mode, current, next, failures } = state.media;
  if (mode !== "on") return [state, []];
  if (current?.generation === generation && next === null) {
    // Without a socket nothing can be offered: the next snapshot finds no line, and opens one.
    const lost = { ...state, media: { ...state.media, current: null } };
    return state.link.kind === "online" ? openLine(state) : [lost, closing(current)];
  }
  if (next?.generation !== generation) return [state, []];
  return [
    { ...state, media: { ...state.media, next: null, failures: failures + 1 } },
    [
      ...closing(next),
      {
        type: "open_line_later",
        generation: state.media.lastGeneration + 1,
        afterMs: retryDelay(failures, random),
      },
    ],
  ];
}

export function stopMedia(state: State): Step {
  const { current, next } = state.media;
  return [
    {
      ...state,
      media: { ...state.media, mode: "off", current: null, next: null, failures: 0 },
      speaking: new Set(),
    },
    [...closing(current), ...closing(next)],
  ];
}

/** A newer tab or device has the media: this one lets go of camera and microphone, but keeps what was wanted. */
export function mediaElsewhere(state: State): Step {
  const [stopped, effects] = stopMedia(state);
  const after: State = {
    ...stopped,
    media: { ...stopped.media, mode: "elsewhere" },
    microphone: { ...state.microphone, state: "off", told: null },
    camera: { ...state.camera, state: "off", told: null },
  };
  return [after, [...effects, { type: "release_devices" }]];
}

/** Takes the media back to this tab. */
export function takeBack(state: State): Step {
  return also(openLine(state), retryDevices);
}

function closing(line: Line | null): Effect[] {
  return line === null ? [] : [{ type: "close_line", generation: line.generation }];
}
