/* The evidence card of a record or place. */

/* An element; `text` goes in as text. Report text is isolated in its own direction. */
function make(tag, { text, attributes, on, ...properties } = {}, ...children) {
  const element = document.createElement(tag);
  Object.assign(element, properties);
  if (text !== undefined && text !== null) element.textContent = String(text);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  for (const [name, listener] of Object.entries(on || {})) element.addEventListener(name, listener);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}
const given = (tag, text, className = "") => make(tag, { text, className: `gc-given ${className}`.trim(), dir: "auto" });

function makeLink(url, words) {
  let parsed = null;
  try { parsed = new URL(String(url)); } catch { return null; }
  if (parsed.protocol !== "http:" && parsed.protocol !== "https:") return null;
  return make("a", { text: words, href: parsed.href, target: "_blank", rel: "noopener noreferrer", className: "gc-link" });
}

const known = (value) => value !== null && value !== undefined && value !== "";

function formatCount(low, best, high) {
  const number = (value) => (typeof value === "number" ? NUMBER.format(value) : String(value));
  if (known(best)) {
    const exact = (!known(low) || low === best) && (!known(high) || high === best);
    if (exact) return number(best);
    return fill(WORDS.best, { best: number(best), low: known(low) ? number(low) : "?", high: known(high) ? number(high) : "?" });
  }
  if (known(low) && known(high)) return low === high ? number(low) : fill(WORDS.range, { low: number(low), high: number(high) });
  if (known(low)) return fill(WORDS.atLeast, { low: number(low) });
  return known(high) ? fill(WORDS.atMost, { high: number(high) }) : null;
}

function formatAgents(text) {
  const who = text.agents;
  if (!known(who)) return null;
  const basis = String(text.agent_basis || "");
  if (basis.includes("accused")) {
    return known(text.sources) ? fill(WORDS.accusedBy, { who, by: text.sources }) : fill(WORDS.accusedPlain, { who });
  }
  if (basis.includes("admitted")) return fill(WORDS.admitted, { who });
  return basis.includes("observed") ? fill(WORDS.observed, { who }) : who;
}

/* The evidence card of one record; the same in a popup and in a list. */
function makeCard(model, row, text, heading = "h3") {
  const kind = kindOf(model, row), status = statusOf(model, row), precision = precisionOf(model, row);
  const facts = make("dl", { className: "gc-facts" });
  const fact = (name, value, extra) => {
    if (!known(value)) return;
    facts.append(make("dt", { text: name }), make("dd", {}, given("span", value), extra ? make("span", { text: extra, className: "gc-soft" }) : null));
  };
  const accused = String(text.agent_basis || "").includes("accused");
  fact(accused ? WORDS.accused : WORDS.who, formatAgents(text));
  fact(WORDS.against, text.targets);
  fact(WORDS.sides, text.sides);
  fact(WORDS.others, text.other_actors);
  fact(WORDS.object, text.target_object);
  fact(WORDS.deaths, formatCount(model.data.rows.fatalities_low[row], model.data.rows.fatalities_best[row], text.fatalities_high));
  fact(WORDS.injured, formatCount(text.injured_low, null, text.injured_high));
  fact(WORDS.persons, formatCount(text.persons_low, null, text.persons_high), text.persons_measure ? ` ${WORDS.measures[text.persons_measure] || ""}` : "");
  fact(WORDS.quantity, known(text.quantity) ? `${NUMBER.format(text.quantity)} ${text.quantity_unit || ""}`.trim() : null);
  fact(WORDS.controller, text.controller);
  fact(WORDS.basis, text.basis);
  fact(WORDS.asOf, known(text.as_of) ? formatDay(text.as_of) : null);
  fact(WORDS.says, text.sources);
  fact(WORDS.disputedBy, text.disputed_by);
  const around = [text.admin2, text.admin1, text.country_iso3].filter((name) => known(name) && name !== text.place);
  fact(WORDS.where, known(text.place) ? [text.place, ...new Set(around)].join(", ") : null);
  if (known(text.place) && precision.label) {
    const radius = model.radius[row];
    const within = radius >= 1 ? ` (${fill(WORDS.within, { km: NUMBER.format(Math.round(radius)) })})` : "";
    fact(WORDS.precise, precision.label + within);
  }
  fact(WORDS.why, text.reason);
  if (known(text.verification) && text.verification !== "unverified") fact(WORDS.wasReviewed, WORDS.verification[text.verification]);

  const published = known(text.published) ? fill(WORDS.published, { day: formatDay(text.published) }) : "";
  const source = make("p", { className: "gc-source" });
  for (const part of [text.document_title, text.document_source, published]) {
    if (known(part)) source.append(source.childNodes.length ? " · " : "", given("span", part));
  }
  if (!source.childNodes.length && known(text.document_id)) source.append(given("span", text.document_id));
  const link = known(text.document_url) ? makeLink(text.document_url, WORDS.openSource) : null;
  if (link) source.append(" · ", link);

  return make("article", { className: "gc-card" },
    make("p", { className: "gc-kicker" },
      makeIcon(model.theme, lookOf(model, row), 18, 5.5),
      make("span", { text: kind.label }),
      known(text.sub_kind) ? given("span", ` · ${text.sub_kind}`, "gc-soft") : null),
    given(heading, text.title || kind.label, "gc-title"),
    make("p", { className: "gc-when" }, make("span", { text: formatInterval(text) }),
      status.label ? make("span", { text: status.label, className: `gc-chip gc-chip-${status.fill}` }) : null),
    known(text.quote) ? make("blockquote", { className: "gc-quote" }, given("q", text.quote)) : null,
    facts,
    source.childNodes.length ? source : null,
    model.data.reviewed ? null : make("p", { className: "gc-machine", text: WORDS.unreviewed }));
}

function makePlaceCard(model, i) {
  const place = model.places;
  const facts = make("dl", { className: "gc-facts" });
  const fact = (name, value) => { if (known(value)) facts.append(make("dt", { text: name }), make("dd", {}, given("span", value))); };
  fact(WORDS.where, [place.admin2[i], place.admin1[i], place.country_iso3[i]].filter((name) => known(name) && name !== place.name[i]).join(", "));
  const precision = model.style.precision[place.geo_precision[i]];
  if (precision) {
    const radius = place.radius_km[i];
    fact(WORDS.precise, precision.label + (radius >= 1 ? ` (${fill(WORDS.within, { km: NUMBER.format(Math.round(radius)) })})` : ""));
  }
  fact(WORDS.why, place.reason[i]);
  const mentions = place.mentions[i];
  return make("article", { className: "gc-card" },
    make("p", { className: "gc-kicker", text: WORDS.namedPlace }),
    given("h3", place.name[i], "gc-title"),
    known(mentions) ? make("p", { className: "gc-when", text: fillCount(WORDS.mentions, mentions) }) : null,
    known(place.texts[i]) ? make("blockquote", { className: "gc-quote" }, given("q", place.texts[i])) : null,
    facts);
}
