/** What passes quickly (reactions, captions), and what one shares or asks for: a screen, safety facts, a word in chat. */

import type { State, Step } from "./model";
import type { Captioned, PersonId, Reacted } from "./protocol.generated";
import { also, say } from "./steps";

const REACTION_MS = 5_000;
const CAPTION_MS = 9_000;
/** So many lines fit below the faces without hiding any. */
const CAPTION_LINES = 3;
/** The protocol's own limit. */
const LONGEST_CAPTION = 300;

export function reacted(state: State, { person, reaction }: Reacted): Step {
  const key = state.saidSoFar + 1;
  const others = state.reactions.filter((shown) => shown.person !== person);
  return [
    { ...state, saidSoFar: key, reactions: [...others, { key, person, what: reaction }] },
    [{ type: "fade_later", key, afterMs: REACTION_MS }],
  ];
}

/** A later text of the same line takes the earlier one's place. */
export function captioned(state: State, what: Captioned): Step {
  const key = state.saidSoFar + 1;
  const shown = { key, person: what.person, what };
  const same = (line: Captioned) => line.person === what.person && line.line === what.line;
  const replaces = state.captions.some((before) => same(before.what));
  const captions = replaces
    ? state.captions.map((before) => (same(before.what) ? shown : before))
    : [...state.captions, shown].slice(-CAPTION_LINES);
  return [{ ...state, saidSoFar: key, captions }, [{ type: "fade_later", key, afterMs: CAPTION_MS }]];
}

export function faded(state: State, key: number): Step {
  const stays = (shown: { readonly key: number }) => shown.key !== key;
  return [
    { ...state, reactions: state.reactions.filter(stays), captions: state.captions.filter(stays) },
    [],
  ];
}

/** What one's own browser heard goes to the others while one may be heard, and to oneself, to see what is shared. */
export function ownCaption(state: State, text: string): Step {
  const you = state.room?.you;
  if (you?.standing !== "admitted" || !state.microphone.wanted || !state.settings.ownCaptions)
    return [state, []];
  const line = state.saidSoFar + 1;
  const said = { line, text: text.slice(0, LONGEST_CAPTION), final: true };
  const step = captioned(state, { type: "captioned", person: you.id, ...said });
  return also(step, (s) => [s, [{ type: "send", order: { type: "caption", ...said } }]]);
}

/** The browser asks which screen; the room is told once one is captured. */
export function share(state: State, on: boolean): Step {
  return [{ ...state, dialog: null }, [{ type: "capture_screen", on }]];
}

export function capturing(state: State, on: boolean): Step {
  if (on === state.capturing) return [state, []];
  return [{ ...state, capturing: on }, [{ type: "send", order: { type: "set_share", on } }]];
}

/** The room took the share back, or gave it to another: the capture ends, and with it the browser's own mark. */
export function heedShare(before: State, after: State): Step {
  const was = before.room?.you.share === "sharing";
  const is = after.room?.you.share === "sharing";
  if (!was || is || !after.capturing) return [after, []];
  const step: Step = [{ ...after, capturing: false }, [{ type: "capture_screen", on: false }]];
  return also(step, (s) => say(s, { kind: "share_ended" }));
}

export function askSafety(state: State, person: PersonId): Step {
  return [
    { ...state, dialog: { kind: "safety", person }, safety: { kind: "asking" } },
    [{ type: "ask_safety", person }],
  ];
}
