/** The one change made to a session description: asking the browser's Opus encoder for DTX. */

/**
 * The answer with `usedtx=1` and `useinbandfec=1` on its first audio line, which is the microphone's. An encoder
 * follows the far side's parameters (RFC 7587, 6.1), and browsers offer no other way to ask for silence suppression.
 */
export function withOpusDtx(answer: string): string {
  const lines = answer.split("\r\n");
  const start = lines.findIndex((line) => line.startsWith("m=audio"));
  if (start < 0) return answer;
  const next = lines.findIndex((line, index) => index > start && line.startsWith("m="));
  const end = next < 0 ? lines.length : next;
  const section = lines.slice(start, end);
  const payload = section
    .map((line) => /^a=rtpmap:(\d+) opus\/48000/i.exec(line)?.[1])
    .find((found) => found);
  if (payload === undefined) return answer;
  const prefix = `a=fmtp:${payload} `;
  const at = section.findIndex((line) => line.startsWith(prefix));
  const had =
    at < 0
      ? []
      : (section[at] ?? "")
          .slice(prefix.length)
          .split(";")
          .map((item) => item.trim());
  const kept = had.filter((item) => item !== "" && !/^(usedtx|useinbandfec)=/.test(item));
  const line = prefix + [...kept, "useinbandfec=1", "usedtx=1"].join(";");
  if (at < 0)
    section.splice(1 + section.findIndex((found) => found.startsWith(`a=rtpmap:${payload} `)), 0, line);
  else section[at] = line;
  return [...lines.slice(0, start), ...section, ...lines.slice(end)].join("\r\n");
}
