/** What a person chose for this browser: layout, devices, and how their voice and picture are treated. */

export interface Settings {
  /** `speaker`: one large tile, the others beside it. */
  readonly layout: "grid" | "speaker";
  /** Which devices to use; "" leaves the choice to the browser. */
  readonly microphone: string;
  readonly camera: string;
  readonly speaker: string;
  readonly noiseSuppression: boolean;
  readonly blur: boolean;
  /** The microphone is on only while the space bar is held. */
  readonly pushToTalk: boolean;
  /** Show what others' browsers wrote down of their speech. */
  readonly captions: boolean;
  /** Write down one's own speech, in this browser, and share the lines. */
  readonly ownCaptions: boolean;
}

export const DEFAULTS: Settings = {
  layout: "grid",
  microphone: "",
  camera: "",
  speaker: "",
  noiseSuppression: true,
  blur: false,
  pushToTalk: false,
  captions: true,
  ownCaptions: false,
};

/** Sharing one's words is agreed to anew in every session. */
const NEVER_KEPT = { ownCaptions: DEFAULTS.ownCaptions } as const;

/** The settings in `text`, as far as they can be understood; the defaults for the rest. */
export function parseSettings(text: string | null): Settings {
  let kept: Partial<Record<keyof Settings, unknown>> = {};
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    if (typeof value === "object" && value !== null) kept = value;
  } catch {
    // Somebody else's text under our key is no choice of this person.
  }
  const known = Object.fromEntries(
    Object.entries(DEFAULTS).map(([key, usual]) => {
      const value = kept[key as keyof Settings];
      return [key, typeof value === typeof usual ? value : usual];
    }),
  ) as unknown as Settings;
  return { ...known, layout: known.layout === "speaker" ? "speaker" : "grid", ...NEVER_KEPT };
}

export function writeSettings(settings: Settings): string {
  return JSON.stringify({ ...settings, ...NEVER_KEPT });
}

/** A device that can be chosen. Browsers name devices only once one may be used. */
export interface Choosable {
  readonly id: string;
  readonly label: string;
}

export interface Inputs {
  readonly microphone: readonly Choosable[];
  readonly camera: readonly Choosable[];
  readonly speaker: readonly Choosable[];
}

export const NO_INPUTS: Inputs = { microphone: [], camera: [], speaker: [] };

const KIND_OF = { audioinput: "microphone", videoinput: "camera", audiooutput: "speaker" } as const;

/** The devices that a person can tell apart: those with a name, "default" aliases left out. */
export function inputsOf(devices: readonly Pick<MediaDeviceInfo, "deviceId" | "kind" | "label">[]): Inputs {
  const inputs: Record<keyof Inputs, Choosable[]> = { microphone: [], camera: [], speaker: [] };
  for (const { deviceId, kind, label } of devices)
    if (label !== "" && deviceId !== "" && !["default", "communications"].includes(deviceId))
      inputs[KIND_OF[kind]].push({ id: deviceId, label });
  return inputs;
}
