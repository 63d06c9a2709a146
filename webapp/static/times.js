// Dates in the reader's zone, with the zone said.
const dated = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
});

for (const time of document.querySelectorAll("time[data-moment]")) {
  time.textContent = dated.format(new Date(time.dateTime));
}
