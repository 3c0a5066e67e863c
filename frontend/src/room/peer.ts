/**
 * One RTCPeerConnection, laid out in advance: the browser offers a microphone, a camera in three sizes and an idle
 * share to send, and a fixed number of seats to receive. People come and go without any further negotiation.
 */

import type { IceServer } from "./protocol.generated";

/** From thumbnail to full size. The server forwards whichever suits a tile, and asks for fewer where a line is poor. */
const CAMERA_LAYERS: readonly RTCRtpEncodingParameters[] = [
  { rid: "l", scaleResolutionDownBy: 4, maxBitrate: 120_000 },
  { rid: "m", scaleResolutionDownBy: 2, maxBitrate: 350_000 },
  { rid: "h", scaleResolutionDownBy: 1, maxBitrate: 900_000 },
];
/** A line that lost its way this long is replaced; shorter lapses heal by themselves. */
const LAPSE_MS = 3_000;
const SETUP_MS = 10_000;

export interface Tracks {
  readonly microphone: MediaStreamTrack | null;
  readonly camera: MediaStreamTrack | null;
  /** One's own screen, while it is shared. */
  readonly share?: MediaStreamTrack | null;
}

export interface Peer {
  readonly connection: RTCPeerConnection;
  readonly seats: readonly Seat[];
  readonly carry: (tracks: Tracks) => void;
  /** Whether the camera's picture is sent at all; a drowning line keeps its voice by doing without. */
  readonly sendPicture: (on: boolean) => void;
  /** Which of the camera's encodings anybody looks at; the others cost processor and line for nothing. */
  readonly sendEncodings: (rids: readonly string[]) => void;
  readonly shareSeat: MediaStream;
  readonly close: () => void;
}

/** Where one remote person is received; the same receivers carry whoever sits there. */
export interface Seat {
  readonly audio: RTCRtpReceiver;
  readonly video: RTCRtpReceiver;
  readonly sound: MediaStream;
  readonly picture: MediaStream;
}

export interface PeerOptions {
  readonly seats: number;
  readonly iceServers: readonly IceServer[];
  readonly tracks: Tracks;
  /** Takes the offer to the media server and brings its answer. */
  readonly exchange: (offer: string) => Promise<string>;
  readonly onUp: () => void;
  /** Said at most once; the peer is of no more use. */
  readonly onLost: () => void;
}

export function openPeer(options: PeerOptions): Peer {
  const connection = new RTCPeerConnection({
    iceServers: options.iceServers.map((server) => ({ ...server, urls: [...server.urls] })),
    bundlePolicy: "max-bundle",
  });
  const { microphone, camera, share, seats, shareSeat } = layOut(connection, options.seats);

  const carry = (tracks: Tracks) => {
    for (const [sender, track] of [
      [microphone, tracks.microphone],
      [camera, tracks.camera],
      [share, tracks.share ?? null],
    ] as const) {
      // A closed connection refuses; the next one is made with the tracks of its time.
      if (sender.track !== track) sender.replaceTrack(track).catch(() => undefined);
    }
  };
  carry(options.tracks);

  const unwatch = watch(connection, options.onUp, options.onLost);
  negotiate(connection, options.exchange).catch(() => {
    if (connection.signalingState !== "closed") options.onLost();
  });
  return {
    connection,
    seats,
    shareSeat,
    carry,
    ...choosing(camera),
    close: () => {
      unwatch();
      connection.close();
    },
  };
}

/** What the camera sends: its picture at all, and of that the encodings that are wanted (at first all of them). */
function choosing(camera: RTCRtpSender): Pick<Peer, "sendPicture" | "sendEncodings"> {
  let picture = true;
  let wanted: ReadonlySet<string> | null = null;
  let settled: Promise<unknown> = Promise.resolve();
  const settle = async () => {
    const parameters = camera.getParameters();
    let changed = false;
    for (const encoding of parameters.encodings) {
      const active = picture && (wanted === null || wanted.has(encoding.rid ?? ""));
      changed ||= encoding.active !== active;
      encoding.active = active;
    }
    if (changed) await camera.setParameters(parameters);
  };
  // One after the other: parameters must be written before they are read again. A closed connection refuses.
  const choose = () => {
    settled = settled.then(settle).catch(() => undefined);
  };
  return {
    sendPicture: (on) => {
      picture = on;
      choose();
    },
    sendEncodings: (rids) => {
      wanted = new Set(rids);
      choose();
    },
  };
}

/** The order of these lines is the contract with the media server. */
function layOut(connection: RTCPeerConnection, count: number) {
  const line = (kind: "audio" | "video", init: RTCRtpTransceiverInit) => {
    const transceiver = connection.addTransceiver(kind, init);
    prefer(transceiver, kind);
    return transceiver;
  };
  const microphone = line("audio", { direction: "sendonly" }).sender;
  const camera = line("video", {
    direction: "sendonly",
    sendEncodings: CAMERA_LAYERS.map((layer) => ({ ...layer })),
  });
  const share = line("video", { direction: "sendonly" }).sender;
  const seats = Array.from({ length: count }, (): Seat => {
    const audio = line("audio", { direction: "recvonly" }).receiver;
    const video = line("video", { direction: "recvonly" }).receiver;
    return { audio, video, sound: new MediaStream([audio.track]), picture: new MediaStream([video.track]) };
  });
  const shared = line("video", { direction: "recvonly" }).receiver;
  return { microphone, camera: camera.sender, share, seats, shareSeat: new MediaStream([shared.track]) };
}

/** Opus, and VP8 with retransmission: an untrimmed offer of this many lines is 100 kB. */
function prefer(transceiver: RTCRtpTransceiver, kind: "audio" | "video"): void {
  const wanted = kind === "audio" ? ["audio/opus"] : ["video/vp8", "video/rtx"];
  const codecs = (RTCRtpReceiver.getCapabilities(kind)?.codecs ?? []).filter(({ mimeType }) =>
    wanted.includes(mimeType.toLowerCase()),
  );
  // Firefox before 128 cannot choose; its longer offer works as well.
  if ("setCodecPreferences" in transceiver && codecs.length > 0) transceiver.setCodecPreferences(codecs);
}

async function negotiate(connection: RTCPeerConnection, exchange: PeerOptions["exchange"]): Promise<void> {
  const offer = await connection.createOffer();
  await connection.setLocalDescription(offer);
  // The server is ICE-lite and learns our addresses from our own checks: there is nothing to wait for.
  const answer = await exchange(connection.localDescription?.sdp ?? "");
  await connection.setRemoteDescription({ type: "answer", sdp: answer });
}

/** Tells when the connection is up, and once when it is lost. Returns the unbinding. */
function watch(connection: RTCPeerConnection, onUp: () => void, onLost: () => void): () => void {
  const binding = new AbortController();
  const { signal } = binding;
  let lapse: ReturnType<typeof setTimeout> | undefined;
  const lost = () => {
    if (signal.aborted) return;
    unbind();
    onLost();
  };
  const setup = setTimeout(lost, SETUP_MS);
  const unbind = () => {
    binding.abort();
    clearTimeout(setup);
    clearTimeout(lapse);
  };
  const look = () => {
    clearTimeout(lapse);
    switch (connection.connectionState) {
      case "connected":
        clearTimeout(setup);
        onUp();
        break;
      case "disconnected":
        lapse = setTimeout(lost, LAPSE_MS);
        break;
      case "failed":
      case "closed":
        lost();
        break;
      case "new":
      case "connecting":
        break;
    }
  };
  connection.addEventListener("connectionstatechange", look, { signal });
  return unbind;
}
