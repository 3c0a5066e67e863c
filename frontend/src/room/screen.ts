/** One's own screen: captured when asked for, and let go of when the person ends it in the browser's own bar. */

export interface Screen {
  readonly track: () => MediaStreamTrack | null;
  readonly start: () => void;
  readonly stop: () => void;
}

export interface ScreenListener {
  readonly onCapturing: (on: boolean) => void;
  readonly onFailed: () => void;
}

/** Fifteen frames a second keep text sharp on a poor line. */
const SCREEN: DisplayMediaStreamOptions = { video: { frameRate: { max: 15 } }, audio: false };

export function canShare(): boolean {
  const media = navigator.mediaDevices as Partial<MediaDevices> | undefined;
  return media?.getDisplayMedia !== undefined;
}

export function openScreen({ onCapturing, onFailed }: ScreenListener): Screen {
  let track: MediaStreamTrack | null = null;

  function stop(): void {
    if (track === null) return;
    track.stop();
    track = null;
    onCapturing(false);
  }

  async function start(): Promise<void> {
    if (!canShare()) {
      onFailed();
      return;
    }
    try {
      const [captured] = (await navigator.mediaDevices.getDisplayMedia(SCREEN)).getVideoTracks();
      if (captured === undefined) return;
      track?.stop();
      captured.contentHint = "detail";
      captured.addEventListener("ended", () => captured === track && stop());
      track = captured;
      onCapturing(true);
    } catch (error) {
      // Having thought better of it in the browser's own dialog is no failure.
      if (!(error instanceof DOMException && error.name === "NotAllowedError")) onFailed();
    }
  }

  return { track: () => track, start: () => void start(), stop };
}
