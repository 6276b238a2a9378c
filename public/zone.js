// Names the zone of a time whose reader's own clock shows another hour. Nothing is asked of a server.

const language = document.documentElement.lang;

for (const note of document.querySelectorAll("[data-zone]")) {
  const at = Number(note.dataset.at);
  const timeZone = note.dataset.zone;
  const shown = (zone) => new Intl.DateTimeFormat("en", { timeZone: zone, dateStyle: "short", timeStyle: "short" }).format(at);
  try {
    if (shown(timeZone) === shown(undefined)) continue;
    const parts = new Intl.DateTimeFormat(language, { timeZone, timeZoneName: "long" }).formatToParts(at);
    const name = parts.find((part) => part.type === "timeZoneName")?.value;
    if (!name) continue;
    note.textContent = ` (${name})`;
    note.hidden = false;
  } catch {
    // A browser that doesn't know the zone says nothing of it.
  }
}
