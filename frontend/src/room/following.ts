/** Follows who speaks and how the connection does, from the statistics of the line that is seen and heard. */

import { loudness } from "./audio";
import { heard, type LastLoud } from "./levels";
import { gives, type Event, type State } from "./model";
import type { Peer } from "./peer";
import type { PersonId } from "./protocol.generated";
import { FRESH, roundTripOf, sampled } from "./quality";

export interface Following {
  readonly state: () => State;
  readonly act: (event: Event) => void;
  readonly line: () => Peer | null;
}

const LEVELS_MS = 200;
const SAMPLE_MS = 2_000;

export function followSpeakers({
  state,
  act,
  line,
  ownLevel,
}: Following & { readonly ownLevel: () => number }): void {
  let loud: LastLoud = new Map();
  async function listen(): Promise<void> {
    const { room, media, microphone } = state();
    const seats = line()?.seats;
    // Those who are muted are silent, so nobody need listen to them.
    const unmuted = room?.people.filter((person) => person.microphone).map(({ id }) => id) ?? [];
    const measured = unmuted.map(async (person): Promise<[PersonId, number]> => {
      const seat = seats?.[media.current?.seats.get(person) ?? -1];
      return [person, seat === undefined ? 0 : await loudness(seat).catch(() => 0)];
    });
    const levels = new Map(await Promise.all(measured));
    // Before joining, the voice is one's own alone.
    if (gives(microphone)) levels.set(room?.you.id ?? "", ownLevel());
    loud = heard(loud, levels, performance.now());
    if (differ(loud, state().speaking)) act({ type: "speaking", people: new Set(loud.keys()) });
    setTimeout(() => void listen(), LEVELS_MS);
  }
  void listen();
}

/** Every two seconds: how good the line is, and whose picture should flow and doesn't. */
export function followConnection({ state, act, line }: Following): void {
  let uplink = FRESH;
  let measured: Peer | null = null;
  let frames: ReadonlyMap<PersonId, number> = new Map();

  async function look(): Promise<void> {
    const peer = line();
    if (peer !== measured) [uplink, frames, measured] = [FRESH, new Map(), peer];
    if (peer !== null && state().link.kind === "online") {
      const report = (await peer.connection.getStats()) as unknown as ReadonlyMap<
        string,
        Record<string, unknown>
      >;
      uplink = sampled(uplink, { roundTripMs: roundTripOf(report.values()), losses: state().losses });
      act({ type: "measured", grade: uplink.grade, saving: uplink.saving });
      await lookForStalled(peer);
    }
  }

  /** A connection that closes under the question answers nothing; the next look is at its successor. */
  async function again(): Promise<void> {
    await look().catch(() => undefined);
    setTimeout(() => void again(), SAMPLE_MS);
  }

  async function lookForStalled(peer: Peer): Promise<void> {
    const { room, media, audioOnly } = state();
    const before = frames;
    const decoded = new Map<PersonId, number>();
    for (const { id, camera } of room?.people ?? []) {
      const seat = peer.seats[media.current?.seats.get(id) ?? -1];
      if (camera && seat !== undefined) decoded.set(id, await framesOf(seat.video));
    }
    frames = decoded;
    if (audioOnly.on || document.hidden) return;
    const stalled = new Set([...decoded].filter(([id, now]) => now > 0 && before.get(id) === now).map(([id]) => id));
    if (differ(stalled, state().stalled)) act({ type: "stalled", people: stalled });
  }

  void again();
}

async function framesOf(receiver: RTCRtpReceiver): Promise<number> {
  const report = (await receiver.getStats()) as unknown as ReadonlyMap<string, RTCInboundRtpStreamStats>;
  for (const stats of report.values()) if (stats.type === "inbound-rtp") return stats.framesDecoded ?? 0;
  return 0;
}

type Keyed = ReadonlySet<PersonId> | ReadonlyMap<PersonId, unknown>;

function differ(one: Keyed, other: Keyed): boolean {
  return one.size !== other.size || [...one.keys()].some((key) => !other.has(key));
}
