/** The one place where an event changes the state: pure, and exhaustive over events and server messages. */

import { deviceChanged, heed, retryDevices, tellDevices, toggle } from "./update_devices";
import {
  encodingsWanted,
  lineLost,
  lineOffered,
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
import type { Closing, FromServer, PersonId } from "./protocol.generated";
import type { Grade } from "./quality";
import { askSafety, captioned, capturing, faded, heedShare, ownCaption, reacted, share } from "./update_floor";
import { changed, snapshot } from "./update_room";
import { audioOnly, inputsChanged, set, talk } from "./update_settings";
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
    case "join":
      return state.link.kind === "checking"
        ? [
            { ...state, link: { kind: "connecting", attempt: 0 } },
            [{ type: "remember_joined" }, connect(state, 0)],
          ]
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
      return [{ ...state, speaking: event.people, focus: focusOf(state, event.people) }, []];
    case "sound_blocked":
      return [state.soundBlocked === event.blocked ? state : { ...state, soundBlocked: event.blocked }, []];
    case "notice_over":
      return [{ ...state, notices: state.notices.filter((notice) => notice.key !== event.key) }, []];
    case "faded":
      return faded(state, event.key);
    case "capturing":
      return capturing(state, event.on);
    case "own_caption":
      return ownCaption(state, event.text);
    case "safety":
      return [{ ...state, safety: event.safety }, []];
    case "ask_safety":
      return askSafety(state, event.person);
    case "share":
      return share(state, event.on);
    case "write_to":
      return [{ ...state, writeTo: event.to, panel: "chat", unread: 0, dialog: null }, []];
    case "inputs":
      return inputsChanged(state, event.inputs);
    case "measured":
      return measured(state, event.grade, event.saving);
    case "stalled":
      return [{ ...state, stalled: event.people }, []];
    case "cannot":
      return cannot(state, event.what);
    case "set":
      return set(state, event.change);
    case "tell_not_ok":
      // The dialog stays: it shows what became of it.
      return [state, [{ type: "send", order: { type: "set_distress", on: event.on } }]];
    case "audio_only":
      return audioOnly(state, event.on);
    case "talk":
      return talk(state, event.on);
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
      return [{ ...state, panel: event.panel, unread: event.panel === "chat" ? 0 : state.unread }, []];
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
      step = also(step, (s) => heedShare(state, s));
      if (message.you.standing !== "admitted" || message.media === null) step = also(step, stopMedia);
      else if (step[0].media.mode === "off" || (renew && step[0].media.mode === "on"))
        step = also(step, openLine);
      return also(step, tellDevices);
    }
    case "changed":
      // A change that arrives after a newer snapshot is old news. Gaps are the server's to notice: it sends a snapshot.
      if (state.room === null || message.version <= state.room.version) return [state, []];
      return also(heed(state, message.you ?? state.room.you), (s) =>
        also(changed(s, message), (after) => heedShare(state, after)),
      );
    case "reacted":
      return reacted(state, message);
    case "captioned":
      return state.settings.captions ? captioned(state, message) : [state, []];
    case "media_encodings":
      return encodingsWanted(state, message.encodings);
    case "media_quality":
      return [
        {
          ...state,
          losses: { up: message.loss_up, down: message.loss_down },
          picturesPaused: message.video_paused,
        },
        [],
      ];
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
    if (closing.code === "gate_incomplete") return [state, [{ type: "go_to_gate" }]];
    const link = { kind: "closed", code: closing.code, sentence: closing.sentence } as const;
    return finish({ ...state, link });
  }
  const attempt = "attempt" in state.link ? state.link.attempt + 1 : 0;
  const moving = closing?.code === "restarting" || (state.link.kind === "waiting" && state.link.moving);
  const { current, next } = state.media;
  const after: State = {
    ...state,
    link: { kind: "waiting", attempt, moving },
    media: { ...state.media, current, next: null },
    microphone: { ...state.microphone, told: null },
    camera: { ...state.camera, told: null },
    toldInterrupted: null,
  };
  const step: Step = [
    after,
    [
      // The server spreads a whole group's return, so that it does not come in one instant.
      connect(state, Math.max((closing?.after_s ?? 0) * 1_000, retryDelay(attempt, random))),
      ...(next === null ? [] : [{ type: "close_line", generation: next.generation } as const]),
    ],
  ];
  return state.link.kind === "online" ? also(step, (s) => say(s, { kind: "lost" })) : step;
}

/** Whoever speaks stays large until somebody else speaks without them; oneself is never large for oneself. */
function focusOf(state: State, speaking: ReadonlySet<PersonId>): PersonId | null {
  if (state.focus !== null && speaking.has(state.focus)) return state.focus;
  return [...speaking].find((person) => person !== state.room?.you.id) ?? state.focus;
}

function measured(state: State, grade: Grade, saving: boolean): Step {
  if (grade === state.grade && saving === state.saving) return [state, []];
  const after = { ...state, grade, saving };
  const tell: Effect[] =
    grade === state.room?.you.quality || state.link.kind !== "online"
      ? []
      : [{ type: "send", order: { type: "report_quality", quality: grade } }];
  if (saving === state.saving) return [after, tell];
  const step: Step = [after, [...tell, { type: "send_picture", on: !saving }]];
  return also(step, (s) => say(s, { kind: saving ? "saving" : "saved" }));
}

/** The browser could not do what was chosen: the choice is taken back, and said. */
function cannot(state: State, what: "blur" | "captions" | "share"): Step {
  if (what === "share") return say(state, { kind: "no_share" });
  const change = what === "blur" ? { blur: false } : { ownCaptions: false };
  return also(set(state, change), (s) => say(s, { kind: what === "blur" ? "no_blur" : "no_captions" }));
}

function order(state: State, wanted: Order): Step {
  const after = { ...state, dialog: null };
  if (wanted.type === "react" && state.room !== null)
    return also(reacted(after, { type: "reacted", person: state.room.you.id, reaction: wanted.reaction }), (s) => [
      s,
      [{ type: "send", order: wanted }],
    ]);
  if (wanted.type !== "leave") return [after, [{ type: "send", order: wanted }]];
  // The page need not wait for the server: the socket, if there is one, sends what is queued before it closes.
  const step = finish({ ...after, link: { kind: "closed", code: "left", sentence: "" } });
  const left: Effect[] =
    state.room === null ? [] : [{ type: "tell_left", connection: state.room.connection }];
  return [step[0], [{ type: "send", order: wanted }, { type: "disconnect" }, ...left, ...step[1]]];
}

/** Nothing of the call stays behind: no camera light, no sound. */
function finish(state: State): Step {
  const [after, effects] = stopMedia(state);
  const microphone = { ...after.microphone, state: "off", told: null } as const;
  const camera = { ...after.camera, state: "off", told: null } as const;
  const sharing: Effect[] = state.capturing ? [{ type: "capture_screen", on: false }] : [];
  const writing: Effect[] = state.settings.ownCaptions ? [{ type: "own_captions", on: false }] : [];
  return [
    { ...after, microphone, camera, dialog: null, capturing: false },
    [...effects, ...sharing, ...writing, { type: "release_devices" }],
  ];
}
