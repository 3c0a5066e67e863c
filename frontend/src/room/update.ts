/** The one place where an event changes the state: pure, and exhaustive over events and server messages. */

import { deviceChanged, heed, retryDevices, tellDevices, toggle } from "./update_devices";
import {
  lineOffered,
  lineLost,
  lineUp,
  mediaElsewhere,
  mediaLost,
  openDelayedLine,
  openLine,
  seated,
  stopMedia,
  takeBack,
} from "./update_media";
import type { Effect, Event, Order, State, Step } from "./model";
import type { Closing, FromServer } from "./protocol.generated";
import { changed, snapshot } from "./update_room";
import { retryDelay } from "./retry";
import { also, say } from "./steps";

export function update(state: State, event: Event): Step {
  switch (event.type) {
    case "said":
      return heardFromServer(state, event.message, event.now);
    case "dropped":
      return dropped(state, event.closing, event.random);
    case "connect_now":
      return state.link.kind === "waiting"
        ? [{ ...state, link: { kind: "connecting", attempt: state.link.attempt } }, [connect(state, 0)]]
        : [state, []];
    case "refused":
      return say(state, { kind: "refused", sentence: event.sentence });
    case "device":
      return deviceChanged(state, event.device, event.state);
    case "line_offered":
      return lineOffered(state, event.generation);
    case "line_up":
      return lineUp(state, event.generation);
    case "line_lost":
      return lineLost(state, event.generation, event.random);
    case "open_line":
      return openDelayedLine(state, event.generation);
    case "speaking":
      return [{ ...state, speaking: event.people }, []];
    case "sound_blocked":
      return [state.soundBlocked === event.blocked ? state : { ...state, soundBlocked: event.blocked }, []];
    case "notice_over":
      return [{ ...state, notices: state.notices.filter((notice) => notice.key !== event.key) }, []];
    case "toggle":
      return toggle(state, event.device);
    case "retry_devices":
      return retryDevices(state);
    case "dismiss_trouble":
      return [{ ...state, troubleDismissed: true }, []];
    case "order":
      return order(state, event.order);
    case "ask":
      return [{ ...state, dialog: event.dialog }, []];
    case "panel":
      return [{ ...state, panelOpen: event.open }, []];
    case "self_hidden":
      return [{ ...state, selfHidden: event.hidden }, []];
    case "hear":
      return [{ ...state, soundBlocked: false }, [{ type: "resume_sound" }]];
    case "use_here":
      return takeBack(state);
  }
}

function heardFromServer(state: State, message: FromServer, now: number): Step {
  switch (message.type) {
    case "snapshot": {
      const resumed = state.room?.connection === message.connection && state.media.current !== null;
      const renew = state.link.kind !== "online" && !resumed;
      let step = also(heed(state, message.you), (s) => snapshot(s, message, now));
      if (message.you.standing !== "admitted" || message.media === null) step = also(step, stopMedia);
      else if (step[0].media.mode === "off" || (renew && step[0].media.mode === "on"))
        step = also(step, openLine);
      return also(step, tellDevices);
    }
    case "changed":
      // A change that arrives after a newer snapshot is old news. Gaps are the server's to notice: it sends a snapshot.
      if (state.room === null || message.version <= state.room.version) return [state, []];
      return also(heed(state, message.you ?? state.room.you), (s) => changed(s, message));
    case "seats":
      return seated(state, message.seats);
    case "media_lost":
      return mediaLost(state);
    case "media_elsewhere":
      return mediaElsewhere(state);
    // Answers belong to whoever asked, pings to the connection, and a closing arrives again with `dropped`.
    case "ok":
    case "answer":
    case "error":
    case "ping":
    case "closing":
      return [state, []];
  }
}

const connect = (state: State, afterMs: number): Effect => ({
  type: "connect",
  afterMs,
  resume: state.room?.connection ?? null,
});

function dropped(state: State, closing: Closing | null, random: number): Step {
  if (state.link.kind === "closed") return [state, []];
  if (closing !== null && !closing.reconnect) {
    const link = { kind: "closed", code: closing.code, sentence: closing.sentence } as const;
    return finish({ ...state, link });
  }
  const attempt = state.link.kind === "online" ? 0 : state.link.attempt + 1;
  const { current, next } = state.media;
  const after: State = {
    ...state,
    link: { kind: "waiting", attempt },
    media: { ...state.media, current, next: null },
    microphone: { ...state.microphone, told: null },
    camera: { ...state.camera, told: null },
  };
  const step: Step = [
    after,
    [
      connect(state, retryDelay(attempt, random)),
      ...(next === null ? [] : [{ type: "close_line", generation: next.generation } as const]),
    ],
  ];
  return state.link.kind === "online" ? also(step, (s) => say(s, { kind: "lost" })) : step;
}

function order(state: State, wanted: Order): Step {
  const after = { ...state, dialog: null };
  if (wanted.type !== "leave") return [after, [{ type: "send", order: wanted }]];
  // The page need not wait for the server: the socket sends what is queued before it closes.
  const step = finish({ ...after, link: { kind: "closed", code: "left", sentence: "" } });
  return [step[0], [{ type: "send", order: wanted }, { type: "disconnect" }, ...step[1]]];
}

/** Nothing of the call stays behind: no camera light, no sound. */
function finish(state: State): Step {
  const [after, effects] = stopMedia(state);
  const microphone = { ...after.microphone, state: "off", told: null } as const;
  const camera = { ...after.camera, state: "off", told: null } as const;
  return [{ ...after, microphone, camera, dialog: null }, [...effects, { type: "release_devices" }]];
}
