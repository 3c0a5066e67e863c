/**
 * One's own speech written down by one's own browser. Only recognition that stays on the device is used: elsewhere the
 * Web Speech API sends the sound to the browser's maker, and what is said in a therapy room goes nowhere.
 */

interface Recognition extends EventTarget {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  processLocally: boolean;
  start(track?: MediaStreamTrack): void;
  abort(): void;
}

interface Heard extends globalThis.Event {
  readonly resultIndex: number;
  readonly results: ArrayLike<ArrayLike<{ readonly transcript: string }> & { readonly isFinal: boolean }>;
}

interface RecognitionClass {
  new (): Recognition;
  available?(options: { langs: string[]; processLocally: boolean }): Promise<string>;
  install?(options: { langs: string[]; processLocally: boolean }): Promise<boolean>;
}

function recognition(): RecognitionClass | undefined {
  const here = globalThis as {
    readonly SpeechRecognition?: RecognitionClass;
    readonly webkitSpeechRecognition?: RecognitionClass;
  };
  return here.SpeechRecognition ?? here.webkitSpeechRecognition;
}

const tag = (language: string) => (language.startsWith("es") ? "es-US" : "en-US");

/** Whether this browser can write down speech without sending it anywhere. */
export async function canCaption(language: string): Promise<boolean> {
  const known = recognition();
  if (known?.available === undefined) return false;
  const asked = { langs: [tag(language)], processLocally: true };
  const state = await known.available(asked).catch(() => "unavailable");
  return state !== "unavailable";
}

/** Listens until told to stop; `onLine` gets each finished sentence, `onFailed` is said at most once. */
export function listen(
  language: string,
  onLine: (text: string) => void,
  onFailed: () => void,
): () => void {
  const Known = recognition();
  if (Known === undefined) {
    onFailed();
    return () => undefined;
  }
  let over = false;
  const end = (failed: boolean) => {
    if (over) return;
    over = true;
    ear.abort();
    if (failed) onFailed();
  };
  const ear = new Known();
  ear.lang = tag(language);
  ear.continuous = true;
  ear.interimResults = false;
  ear.processLocally = true;
  ear.addEventListener("result", (event) => {
    const { results, resultIndex } = event as Heard;
    for (let index = resultIndex; index < results.length; index += 1) {
      const text = results[index]?.isFinal === true ? (results[index]?.[0]?.transcript.trim() ?? "") : "";
      if (text !== "" && !over) onLine(text);
    }
  });
  ear.addEventListener("error", (event) => {
    // Silence ends recognition too; `end` below begins it anew.
    const { error } = event as globalThis.Event & { readonly error?: string };
    if (error !== "no-speech" && error !== "aborted") end(true);
  });
  ear.addEventListener("end", () => !over && ear.start());
  const begin = async () => {
    const asked = { langs: [tag(language)], processLocally: true };
    const state = (await Known.available?.(asked)) ?? "unavailable";
    // The browser fetches its own language pack, where it hasn't one yet.
    if (state !== "available" && (await Known.install?.(asked)) !== true) end(true);
    else if (!over) ear.start();
  };
  begin().catch(() => end(true));
  return () => end(false);
}
