/**
 * Softens what is behind a person: everything outside an oval round head and shoulders is blurred. Where the browser
 * can blur by itself (Media Capture Extensions, `backgroundBlur`) it does, and does it better. No model is fetched and
 * no picture leaves the page; see docs/adr for why. This file is loaded only when somebody turns the blur on.
 */

export interface Treated {
  readonly track: MediaStreamTrack;
  readonly stop: () => void;
}

const FRAME_MS = 50;
/** The oval, as shares of the picture: a face at arm's length and the shoulders below it. */
const OVAL = { x: 0.5, y: 0.52, across: 0.25, down: 0.46 };
/** How far the oval's edge is softened, as a share of the picture's width. */
const EDGE = 0.05;
/** The background is drawn this much smaller: cheap, and blurred by being enlarged again. */
const SHRUNK = 12;

/** A copy of `camera` with its background softened. Throws where the browser cannot draw one. */
export async function soften(camera: MediaStreamTrack): Promise<Treated> {
  if (await softenedByBrowser(camera, true))
    return { track: camera, stop: () => void softenedByBrowser(camera, false) };
  return drawn(camera);
}

async function softenedByBrowser(camera: MediaStreamTrack, on: boolean): Promise<boolean> {
  // Firefox before 132 has no getCapabilities, and only some systems can blur.
  const tellable: Partial<Pick<MediaStreamTrack, "getCapabilities">> = camera;
  const able: { readonly backgroundBlur?: readonly boolean[] } = tellable.getCapabilities?.call(camera) ?? {};
  if (able.backgroundBlur?.includes(on) !== true) return false;
  try {
    await camera.applyConstraints({ backgroundBlur: on });
    return (camera.getSettings() as { readonly backgroundBlur?: boolean }).backgroundBlur === on;
  } catch {
    return false;
  }
}

async function drawn(camera: MediaStreamTrack): Promise<Treated> {
  const film = document.createElement("video");
  film.muted = true;
  film.playsInline = true;
  film.srcObject = new MediaStream([camera]);
  await film.play();
  const canvas = document.createElement("canvas");
  const painter = painting(canvas, film);
  painter();
  const [track] = canvas.captureStream().getVideoTracks();
  if (track === undefined) throw new DOMException("no stream of a canvas", "NotSupportedError");
  // A hidden page's own timers sleep, a worker's do not: the others would see a frozen face.
  const clock = new Worker(new URL("./ticking.ts", import.meta.url), { type: "module" });
  clock.onmessage = painter;
  clock.postMessage(FRAME_MS);
  return {
    track,
    stop: () => {
      clock.terminate();
      track.stop();
      film.srcObject = null;
    },
  };
}

/** Draws the camera's present frame on `canvas`, softened. */
export function painting(canvas: HTMLCanvasElement, film: HTMLVideoElement): () => void {
  const sharp = document.createElement("canvas");
  const small = document.createElement("canvas");
  const [onto, within, tiny] = [canvas, sharp, small].map((each) => each.getContext("2d"));
  if (!onto || !within || !tiny) throw new DOMException("no canvas here", "NotSupportedError");
  return () => {
    const { videoWidth: width, videoHeight: height } = film;
    if (width === 0) return;
    if (canvas.width !== width || canvas.height !== height) {
      for (const each of [canvas, sharp]) [each.width, each.height] = [width, height];
      [small.width, small.height] = [Math.ceil(width / SHRUNK), Math.ceil(height / SHRUNK)];
    }
    tiny.imageSmoothingQuality = "high";
    tiny.drawImage(film, 0, 0, small.width, small.height);
    onto.imageSmoothingQuality = "high";
    onto.drawImage(small, 0, 0, width, height);
    within.globalCompositeOperation = "copy";
    within.drawImage(film, 0, 0, width, height);
    within.globalCompositeOperation = "destination-in";
    within.fillStyle = oval(within, width);
    within.setTransform(1, 0, 0, (OVAL.down * height) / (OVAL.across * width), 0, OVAL.y * height);
    within.fillRect(0, -width * 2, width, width * 4);
    within.resetTransform();
    onto.drawImage(sharp, 0, 0);
  };
}

/** Opaque within the oval and clear without; drawn as a circle at height 0, which the transform stretches. */
function oval(pen: CanvasRenderingContext2D, width: number): CanvasGradient {
  const radius = OVAL.across * width;
  const gradient = pen.createRadialGradient(
    OVAL.x * width,
    0,
    radius - EDGE * width,
    OVAL.x * width,
    0,
    radius + EDGE * width,
  );
  gradient.addColorStop(0, "rgb(0 0 0 / 100%)");
  gradient.addColorStop(1, "rgb(0 0 0 / 0%)");
  return gradient;
}
