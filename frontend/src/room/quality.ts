/**
 * How good one's own connection is, and when to give up one's own picture so that the voice gets through: pure
 * arithmetic over samples taken every two seconds.
 */

/** What two readings of the statistics say of the time between them; null where a browser does not tell. */
export interface Sample {
  readonly roundTripMs: number | null;
  /** Shares of packets lost, 0 to 1: of what we send, and of the sound we receive. */
  readonly sentLoss: number | null;
  readonly heardLoss: number | null;
}

export type Grade = "good" | "fair" | "poor";

/** Above these, speech begins to suffer (ITU-T G.114 for delay; Opus with in-band FEC for loss). */
const FAIR = { roundTripMs: 300, loss: 0.03 };
const POOR = { roundTripMs: 700, loss: 0.1 };

export function gradeOf({ roundTripMs, sentLoss, heardLoss }: Sample): Grade {
  const delay = roundTripMs ?? 0;
  const loss = Math.max(sentLoss ?? 0, heardLoss ?? 0);
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
  const drowning = (sample.sentLoss ?? 0) > SURRENDER_LOSS || (sample.roundTripMs ?? 0) > SURRENDER_MS;
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

/** Totals since a connection began, as the statistics count them. */
export interface Totals {
  readonly roundTripMs: number | null;
  readonly sentFraction: number | null;
  readonly heard: number;
  readonly lost: number;
}

export function sampleOf(before: Totals | null, now: Totals): Sample {
  const lost = now.lost - (before?.lost ?? 0);
  const expected = now.heard - (before?.heard ?? 0) + lost;
  // A handful of packets is silence (Opus DTX), and one of them lost is no tenth of anything.
  const heardLoss = before === null || expected < 20 ? null : Math.max(0, lost / expected);
  return { roundTripMs: now.roundTripMs, sentLoss: now.sentFraction, heardLoss };
}

/** The totals in a report of `RTCPeerConnection.getStats()`. */
export function totalsOf(report: Iterable<Record<string, unknown>>): Totals {
  let roundTripMs: number | null = null;
  let sentFraction: number | null = null;
  let heard = 0;
  let lost = 0;
  const number = (value: unknown) => (typeof value === "number" ? value : 0);
  for (const stats of report) {
    if (stats["type"] === "candidate-pair" && stats["nominated"] === true && "currentRoundTripTime" in stats)
      roundTripMs = number(stats["currentRoundTripTime"]) * 1_000;
    if (stats["type"] === "remote-inbound-rtp" && typeof stats["fractionLost"] === "number")
      sentFraction = Math.max(sentFraction ?? 0, stats["fractionLost"]);
    if (stats["type"] === "inbound-rtp" && stats["kind"] === "audio") {
      heard += number(stats["packetsReceived"]);
      lost += number(stats["packetsLost"]);
    }
  }
  return { roundTripMs, sentFraction, heard, lost };
}
