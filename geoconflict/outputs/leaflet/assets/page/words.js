/* The map page's script, in the order in which data flows: words, unpack, model, symbols, canvas,
 * areas, points, labels, hits, card, popup, panel, key, lists, start. shell.py joins the files
 * inside one function. No dependency but Leaflet, no build step, no network.
 *
 * Rules: text of a report reaches the page through textContent only; a link is http(s) only.
 * One state object decides what shows: the map, the key's counts and the lists all read it
 * through `isShown`.
 *
 * This file: every word of the interface, for translation, and how numbers and days are written. */

/* Every word of the interface, for translation. {n} and the like are filled by `fill`. */
const WORDS = {
  untitled: "Conflict map",
  unreviewed: "Machine coding, not reviewed",
  reviewed: "Reviewed records",
  emptyTitle: "No places were found",
  emptyText: "Nothing in the text could be put on the map.",
  emptyRecords: "No events were found. The places that the text names are shown.",
  notPlaced: "{n} without a place",
  unresolved: { one: "{n} name not resolved", other: "{n} names not resolved" },
  records: { one: "{n} record", other: "{n} records" },
  events: { one: "{n} dated event", other: "{n} dated events" },
  tabKey: "Key",
  tabRecords: "Records",
  tabUnplaced: "Not placed",
  tabAbout: "About",
  panelLabel: "Map key, records and sources",
  mapLabel: "Map. Arrow keys move it, plus and minus zoom; the list of records reaches every record.",
  showPanel: "Show key and records",
  hidePanel: "Hide key and records",
  layersTitle: "Layers",
  kindsTitle: "Kind",
  statusTitle: "Status",
  holdersTitle: "Held by, as stated in the sources",
  claimedBy: "{who} (claimed)",
  readingTitle: "How to read it",
  sizeNote: "Size grows with reported deaths",
  groupNote: "Several records at one place; click and page through them",
  coarseNote: "Province or larger: the record lies somewhere in the area, not at this point",
  paleNote: "Pale: no dated event (an appeal, a toll, a condition)",
  unplacedTitle: "Records without a place",
  unplacedNone: "Every record has a place.",
  unresolvedTitle: "Names not resolved",
  unresolvedNone: "Every place name was resolved.",
  notesTitle: "Notes",
  creditsTitle: "Data and credits",
  aboutCoding:
    "Records and positions were made by software from the quoted text. Nobody has checked them. " +
    "Read the quote and the source before you rely on one.",
  aboutReviewed: "A person has reviewed these records.",
  filtered: "{n} hidden by the key",
  more: "Show {n} more",
  previous: "Previous",
  next: "Next",
  page: "{i} of {n}",
  close: "Close",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  fit: "Show everything",
  dateUnknown: "Date not known",
  datePrecision: { week: "in this week", month: "in this period", longer: "over this period", days: "" },
  who: "Who",
  accused: "Accused",
  accusedBy: "{who}, accused by {by}",
  accusedPlain: "{who}, accused, not established",
  admitted: "{who}, by its own account",
  observed: "{who}, as observed",
  against: "Against",
  sides: "Sides",
  others: "Also named",
  object: "Target",
  deaths: "Deaths",
  injured: "Injured",
  persons: "People",
  measures: { flow: "moved", cumulative: "in total", stock: "at the time", return: "returned" },
  quantity: "Quantity",
  says: "According to",
  disputedBy: "Disputed by",
  where: "Where",
  within: "within about {km} km",
  precise: "Placed",
  why: "Why here",
  controller: "Held by",
  basis: "Basis",
  asOf: "As of",
  source: "Source",
  openSource: "Open the source",
  published: "published {day}",
  civilians: "Civilians targeted",
  range: "{low} to {high}",
  atLeast: "at least {low}",
  atMost: "at most {high}",
  best: "{best} (from {low} to {high})",
  mentions: { one: "Named once", other: "Named {n} times" },
  namedPlace: "Place named in the text",
  showOnMap: "Show on the map",
  wasReviewed: "Verification",
  unknownKind: "Record",
  formatError: "This page's data has another version than its script.",
  loadError: "The map could not be drawn: {error}",
  verification: {
    corroborated: "corroborated", geolocated: "geolocated", verified: "verified", debunked: "debunked",
  },
};

const PLURAL = new Intl.PluralRules("en");
const fillCount = (words, n) => fill(words[PLURAL.select(n)] || words.other, { n: NUMBER.format(n) });
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
const NUMBER = new Intl.NumberFormat("en-GB");
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

function formatDay(iso) {
  const match = /^(-?\d{1,6})-(\d\d)-(\d\d)/.exec(String(iso));
  if (!match) return String(iso);
  const day = new Date(0);
  day.setUTCFullYear(+match[1], +match[2] - 1, +match[3]);
  return DAY.format(day);
}

function formatInterval(text) {
  const { date_start: start, date_end: end, date_precision: precision } = text;
  if (!start && !end) return WORDS.dateUnknown;
  const words = start && end && start !== end ? `${formatDay(start)} – ${formatDay(end)}` : formatDay(start || end);
  const note = WORDS.datePrecision[precision];
  return note ? `${words} (${note})` : words;
}
