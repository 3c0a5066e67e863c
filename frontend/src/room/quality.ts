/**
 * How good one's own connection is, and when to give up one's own picture so that the voice gets through: pure
 * arithmetic over samples taken every two seconds.
 */

/**
 * Shares of packets lost, 0 to 1: of what we send, and of what we receive. The media server measures both, and says so
 * when they get into another band: the same figures that its operators see.
 */
export interface Losses {
  readonly up: number;
  readonly down: number;
}

export const LOSSLESS: Losses = { up: 0, down: 0 };

export interface Sample {
  /** Null where a browser does not tell. */
  readonly roundTripMs: number | null;
  readonly losses: Losses;
}

export type Grade = "good" | "fair" | "poor";

/**
 * Above these, speech begins to suffer (ITU-T G.114 for delay; Opus with in-band FEC for loss). The shares are bounds of
 * the media server's bands (`rooms/sfu/quality.py`), or it would not tell of them.
 */
const FAIR = { roundTripMs: 300, loss: 0.03 };
const POOR = { roundTripMs: 700, loss: 0.1 };

export function gradeOf({ roundTripMs, losses }: Sample): Grade {
  const delay = roundTripMs ?? 0;
  const loss = Math.max(losses.up, losses.down);
  if (delay > POOR.roundTripMs || loss > POOR.loss) return "poor";
  return delay > FAIR.roundTripMs || loss > FAIR.loss ? "fair" : "good";
}

/** What is remembered from sample to sample, so that neither the mark nor the picture flickers. */
export interface Uplink {
  readonly grade: Grade;
  /** Samples in a row that spoke for another grade. */
  readonly other: number;
  /** The camera's picture is not sent for now. */
  readonly saving: boolean;
  readonly bad: number;
  readonly fine: number;
  /** Fine samples to wait for before the picture is tried again; doubles each time that it had to stop again. */
  readonly patience: number;
}

/** One odd sample is no news; two are. */
const SETTLED = 2;
/** Three samples (six seconds) of what a voice does not survive. */
const SURRENDER = 3;
const SURRENDER_LOSS = 0.12;
const SURRENDER_MS = 1_500;
const FIRST_PATIENCE = 8;
const LONGEST_PATIENCE = 64;

export const FRESH: Uplink = {
  grade: "good",
  other: 0,
  saving: false,
  bad: 0,
  fine: 0,
  patience: FIRST_PATIENCE,
};

export function sampled(before: Uplink, sample: Sample): Uplink {
  const now = gradeOf(sample);
  const other = now === before.grade ? 0 : before.other + 1;
  const grade = other >= SETTLED ? now : before.grade;
  const drowning = sample.losses.up > SURRENDER_LOSS || (sample.roundTripMs ?? 0) > SURRENDER_MS;
  const after = {
    ...before,
    grade,
    other: grade === before.grade ? other : 0,
    bad: drowning ? before.bad + 1 : 0,
    fine: now === "good" ? before.fine + 1 : 0,
  };
  if (!before.saving && after.bad >= SURRENDER) return { ...after, saving: true, fine: 0 };
  if (before.saving && after.fine >= before.patience)
    return { ...after, saving: false, bad: 0, patience: Math.min(LONGEST_PATIENCE, before.patience * 2) };
  return after;
}

/** The way there and back in a report of `RTCPeerConnection.getStats()`. */
export function roundTripOf(report: Iterable<Record<string, unknown>>): number | null {
  for (const stats of report) {
    const time = stats["currentRoundTripTime"];
    if (stats["type"] === "candidate-pair" && stats["nominated"] === true && typeof time === "number")
      return time * 1_000;
  }
  return null;
}
