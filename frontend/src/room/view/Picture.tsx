/** A stream shown in a video element, and whether anything is to be seen in it yet. */

import { useEffect, useRef, useState } from "preact/hooks";

interface Props {
  readonly stream: MediaStream | null;
  readonly mirrored?: boolean;
  readonly label: string;
  readonly testId?: string;
}

/** Always muted: sound is played by elements of its own, so that a hidden picture never silences anyone. */
export function Picture({ stream, mirrored = false, label, testId }: Props) {
  const ref = useRef<HTMLVideoElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const video = ref.current;
    if (video === null) return;
    if (video.srcObject === stream) return;
    video.srcObject = stream;
    setSeen(false);
    if (stream === null) return;
    // Refused only where the page may not play at all; it then plays with the tap that brings the sound.
    video.play().catch(() => undefined);
  }, [stream]);
  const look = () => setSeen((ref.current?.videoWidth ?? 0) > 0);
  return (
    <video
      ref={ref}
      class={`picture${mirrored ? " mirrored" : ""}${seen ? " seen" : ""}`}
      playsInline
      muted
      autoplay
      disablePictureInPicture
      aria-label={label}
      data-testid={testId}
      onLoadedData={look}
      onResize={look}
      onPlaying={look}
    />
  );
}
