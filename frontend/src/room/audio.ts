/** What is done with sound besides playing it: the microphone's meter, the knock, and who is loud. */

import type { Seat } from "./peer";

let shared: AudioContext | null = null;

/** The page's one audio context. Browsers start it suspended until a tap or a key, so both wake it. */
export function audioContext(): AudioContext {
  if (shared === null) {
    const context = new AudioContext();
    shared = context;
    const wake = () => void context.resume();
    for (const gesture of ["pointerdown", "keydown"] as const)
      addEventListener(gesture, wake, { passive: true });
    // iOS interrupts the context of a page that was put aside.
    document.addEventListener("visibilitychange", wake);
  }
  return shared;
}

/** A meter's reading: 0 to 1, or null while the browser does not let us listen. */
export type Meter = () => number | null;

/** Measures how loud a microphone is. Returns its reading, and its unbinding. */
export function meter(track: MediaStreamTrack): readonly [Meter, () => void] {
  const context = audioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const read = () => {
    if (context.state !== "running") return null;
    analyser.getFloatTimeDomainData(samples);
    return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
  };
  return [
    read,
    () => {
      source.disconnect();
      analyser.disconnect();
    },
  ];
}

/** Two soft notes: somebody is at the door. */
export function chime(): void {
  const context = audioContext();
  if (context.state === "running") notes(context, context.destination, 0.12);
}

function notes(context: AudioContext, out: AudioNode, loudness: number): void {
  for (const [index, frequency] of [523.25, 659.25].entries()) {
    const at = context.currentTime + index * 0.18;
    const gain = context.createGain();
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(loudness, at + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.7);
    const note = new OscillatorNode(context, { frequency, type: "sine" });
    note.connect(gain).connect(out);
    note.start(at);
    note.stop(at + 0.75);
  }
}

/**
 * How loud a seat is now, 0 to 1. Read from the statistics: the level that getSynchronizationSources tells comes from a
 * header extension (RFC 6464) that the media server need not forward.
 */
export async function loudness({ audio }: Seat): Promise<number> {
  const report = (await audio.getStats()) as unknown as ReadonlyMap<string, RTCInboundRtpStreamStats>;
  for (const stats of report.values()) if (stats.type === "inbound-rtp") return stats.audioLevel ?? 0;
  return 0;
}

/** Plays `audio` through a chosen loudspeaker, where the browser can choose and it is still there. */
export async function playThrough(audio: HTMLAudioElement, speaker: string): Promise<void> {
  const element = audio as Partial<Pick<HTMLAudioElement, "setSinkId">>;
  await element.setSinkId?.call(audio, speaker).catch(() => undefined);
}

export function canChooseSpeaker(): boolean {
  return "setSinkId" in HTMLMediaElement.prototype;
}

const TEST_MS = 1_200;

/** Plays two notes through the loudspeaker that the call will use. Resolves when they were played. */
export async function speakerTest(speaker: string): Promise<void> {
  const context = audioContext();
  await context.resume();
  const out = context.createMediaStreamDestination();
  const audio = new Audio();
  audio.srcObject = out.stream;
  await playThrough(audio, speaker);
  await audio.play();
  notes(context, out, 0.25);
  await new Promise((resolve) => setTimeout(resolve, TEST_MS));
  audio.srcObject = null;
}
