/** What happens to the room app (events), and what it asks of the world (effects). See `model.ts`. */

import type { DeviceKind, DeviceState, Dialog, Order, Panel, Safety, State } from "./model";
import type { Closing, ConnectionId, FromServer, IceServer, PersonId } from "./protocol.generated";
import type { Grade } from "./quality";
import type { Inputs, Settings } from "./settings";

// --- what happens ---------------------------------------------------------------------------------------------------

export type Event =
  | { readonly type: "dropped"; readonly closing: Closing | null; readonly random: number }
  | { readonly type: "connect_now" }
  | { readonly type: "said"; readonly message: FromServer; readonly now: number }
  | { readonly type: "refused"; readonly sentence: string }
  | { readonly type: "device"; readonly device: DeviceKind; readonly state: DeviceState }
  | { readonly type: "line_offered"; readonly generation: number }
  | { readonly type: "line_up"; readonly generation: number }
  | { readonly type: "line_lost"; readonly generation: number; readonly random: number }
  | { readonly type: "open_line"; readonly generation: number }
  | { readonly type: "speaking"; readonly people: ReadonlySet<PersonId> }
  | { readonly type: "sound_blocked"; readonly blocked: boolean }
  | { readonly type: "notice_over"; readonly key: number }
  | { readonly type: "inputs"; readonly inputs: Inputs }
  | { readonly type: "measured"; readonly grade: Grade; readonly saving: boolean }
  | { readonly type: "stalled"; readonly people: ReadonlySet<PersonId> }
  | { readonly type: "cannot"; readonly what: "blur" | "captions" | "share" }
  | { readonly type: "faded"; readonly key: number }
  | { readonly type: "capturing"; readonly on: boolean }
  | { readonly type: "own_caption"; readonly text: string }
  | { readonly type: "safety"; readonly safety: Safety }
  // --- from here on: what the person does
  | { readonly type: "join" }
  /** Share one's own screen, or stop. */
  | { readonly type: "share"; readonly on: boolean }
  | { readonly type: "ask_safety"; readonly person: PersonId }
  | { readonly type: "write_to"; readonly to: string }
  | { readonly type: "set"; readonly change: Partial<Settings> }
  | { readonly type: "tell_not_ok"; readonly on: boolean }
  | { readonly type: "audio_only"; readonly on: boolean }
  /** The space bar, with push-to-talk. */
  | { readonly type: "talk"; readonly on: boolean }
  | { readonly type: "toggle"; readonly device: DeviceKind }
  | { readonly type: "retry_devices" }
  | { readonly type: "dismiss_trouble" }
  | { readonly type: "order"; readonly order: Order }
  | { readonly type: "ask"; readonly dialog: Dialog | null }
  | { readonly type: "panel"; readonly panel: Panel | null }
  | { readonly type: "self_hidden"; readonly hidden: boolean }
  | { readonly type: "hear" }
  | { readonly type: "use_here" };

// --- what is asked of the world -------------------------------------------------------------------------------------

export type Effect =
  | { readonly type: "connect"; readonly afterMs: number; readonly resume: ConnectionId | null }
  | { readonly type: "disconnect" }
  /** By another way than the socket, which may be down. */
  | { readonly type: "tell_left"; readonly connection: ConnectionId }
  | { readonly type: "send"; readonly order: Order }
  | {
      readonly type: "open_line";
      readonly generation: number;
      readonly seats: number;
      readonly iceServers: readonly IceServer[];
    }
  | { readonly type: "open_line_later"; readonly generation: number; readonly afterMs: number }
  | { readonly type: "close_line"; readonly generation: number }
  | { readonly type: "acquire"; readonly microphone: boolean; readonly camera: boolean }
  | { readonly type: "microphone"; readonly on: boolean }
  | { readonly type: "release_camera" }
  | { readonly type: "release_devices" }
  | { readonly type: "list_inputs" }
  | { readonly type: "blur"; readonly on: boolean }
  | { readonly type: "own_captions"; readonly on: boolean }
  | { readonly type: "send_picture"; readonly on: boolean }
  | { readonly type: "send_encodings"; readonly generation: number; readonly encodings: readonly string[] }
  | { readonly type: "capture_screen"; readonly on: boolean }
  | { readonly type: "fade_later"; readonly key: number; readonly afterMs: number }
  | { readonly type: "ask_safety"; readonly person: PersonId }
  | { readonly type: "go_to_gate" }
  | { readonly type: "remember_settings"; readonly settings: Settings }
  | { readonly type: "remember_joined" }
  | { readonly type: "remember"; readonly microphone: boolean; readonly camera: boolean }
  | { readonly type: "chime" }
  | { readonly type: "resume_sound" }
  | { readonly type: "notice_over_later"; readonly key: number };

export type Step = readonly [State, readonly Effect[]];
