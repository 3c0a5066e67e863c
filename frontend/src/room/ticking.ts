/** A clock in a worker: says when a frame is due, in a hidden page too. Told the interval in milliseconds. */

self.onmessage = ({ data }: MessageEvent<number>) => {
  setInterval(() => self.postMessage(null), data);
};
