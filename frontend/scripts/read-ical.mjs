// Reads a calendar file from standard input with Thunderbird's parser and prints what it understood, as JSON.
// Tests ask it for a second opinion on the files that the server writes.
import ICAL from "ical.js";
import { readFileSync } from "node:fs";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(new ICAL.Timezone(zone));
}
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    sequence: event.sequence,
    summary: event.summary,
    starts_at: event.startDate.toJSDate().toISOString(),
    ends_at: event.endDate.toJSDate().toISOString(),
    zone: event.startDate.zone.tzid,
    class: component.getFirstPropertyValue("class"),
    status: component.getFirstPropertyValue("status"),
    attendees: event.attendees.length,
  };
});
console.log(JSON.stringify({ method: calendar.getFirstPropertyValue("method"), events }));
