/** Keeps a phone's screen on while somebody is in the room: a screen that sleeps takes the camera with it. */

/** Holds the wake lock while `wanted` says so and the page is seen. Returns a nudge for when that may have changed. */
export function stayAwake(wanted: () => boolean): () => void {
  let lock: WakeLockSentinel | null = null;
  let asking = false;

  async function look(): Promise<void> {
    const wake = (navigator as Partial<Navigator>).wakeLock;
    if (wake === undefined || asking) return;
    if (!wanted()) {
      await lock?.release();
      lock = null;
    } else if (!document.hidden && (lock === null || lock.released)) {
      asking = true;
      // Refused on a low battery; the call goes on all the same.
      lock = await wake.request("screen").catch(() => null);
      asking = false;
    }
  }

  document.addEventListener("visibilitychange", () => void look());
  return () => void look();
}
