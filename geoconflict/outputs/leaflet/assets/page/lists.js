/* Lists of records and of what has no place; sources and notes. */

const LIST_STEP = 100;

function makeList(page, rows, makeItem) {
  const list = make("ul", { className: "gc-list" });
  const more = make("button", { type: "button", className: "gc-more" });
  let at = 0, current = rows;
  async function add() {
    const part = current.slice(at, at + LIST_STEP);
    const mine = current;
    at += part.length;
    const texts = await Promise.all(part.map((row) => readText(page.model, row)));
    if (mine !== current) return;
    part.forEach((row, i) => list.append(makeItem(row, texts[i])));
    more.hidden = at >= current.length;
    more.textContent = fill(WORDS.more, { n: NUMBER.format(Math.min(LIST_STEP, current.length - at)) });
  }
  more.addEventListener("click", add);
  return {
    list, more,
    reset: (wanted) => { current = wanted.slice(); at = 0; list.replaceChildren(); return add(); },
  };
}

function makeRecords(page, body) {
  const { model, state } = page;
  const all = model.data.records;
  const item = (row, text) => {
    const placed = !model.unmapped.has(model.record[row]);
    const button = make("button", { type: "button", className: "gc-item", attributes: { "aria-label": null } },
      makeIcon(model.theme, lookOf(model, row), 22, 6.5),
      make("span", { className: "gc-item-words" },
        given("span", text.title || kindOf(model, row).label, "gc-item-title"),
        make("span", { className: "gc-soft" }, `${formatInterval(text)} · ${statusOf(model, row).label}`, known(text.place) ? " · " : "", known(text.place) ? given("span", text.place) : null)));
    button.addEventListener("click", () => {
      if (!placed) return toggleDetail();
      if (page.narrow.matches) page.setPanelOpen(false);
      return showRecord(page, model.record[row], button).then((popup) => (popup ? null : toggleDetail()));
    });
    const entry = make("li", {}, button);
    const toggleDetail = () => {
      const open = entry.querySelector(".gc-card");
      if (open) open.remove(); else entry.append(makeCard(model, row, text));
      button.setAttribute("aria-expanded", String(!open));
    };
    return entry;
  };
  const { list, more, reset } = makeList(page, all, item);
  body.append(list, more);
  const update = () => reset(all.filter((row) => state.isShown(row)));
  state.onChange(update);
  update();
}

function makeUnplaced(page, body) {
  const { model } = page;
  const { unmapped, unresolved } = model.data;
  body.append(make("h2", { text: WORDS.unplacedTitle }));
  if (!unmapped.length) body.append(make("p", { className: "gc-soft", text: WORDS.unplacedNone }));
  else {
    const { list, more, reset } = makeList(page, unmapped, (row, text) => {
      const card = makeCard(model, row, text, "h4");
      const details = make("details", {}, make("summary", {}, makeIcon(model.theme, lookOf(model, row), 22, 6.5), given("span", text.title || kindOf(model, row).label)));
      details.append(card);
      return make("li", {}, details);
    });
    list.id = "gc-unmapped";
    body.append(list, more);
    reset(unmapped);
  }
  body.append(make("h2", { text: WORDS.unresolvedTitle }));
  if (!unresolved.length) body.append(make("p", { className: "gc-soft", text: WORDS.unresolvedNone }));
  else {
    const list = make("ul", { className: "gc-plain", id: "gc-unresolved" });
    for (const name of unresolved) {
      list.append(make("li", {}, given("strong", name.text), name.mentions > 1 ? ` ×${NUMBER.format(name.mentions)}` : "", known(name.reason) ? ": " : "", known(name.reason) ? given("span", name.reason, "gc-soft") : null));
    }
    body.append(list);
  }
}

function makeAbout(page, body) {
  const { data } = page.model;
  body.append(make("p", { text: data.reviewed ? WORDS.aboutReviewed : WORDS.aboutCoding }));
  if (data.notes.length) {
    const list = make("ul", { className: "gc-plain", id: "gc-notes" });
    data.notes.forEach((note) => list.append(given("li", note)));
    body.append(make("h2", { text: WORDS.notesTitle }), list);
  }
  if (known(data.disclaimer)) body.append(given("p", data.disclaimer, "gc-disclaimer"));
  body.append(make("h2", { text: WORDS.creditsTitle }));
  const credits = make("ul", { className: "gc-plain", id: "gc-credits" });
  const leaflet = { name: "Leaflet 1.9.4", licence: "BSD-2-Clause", url: "https://leafletjs.com", note: "" };
  for (const credit of [...data.credits, leaflet]) {
    const link = makeLink(credit.url, credit.name);
    if (link) { link.dir = "auto"; link.classList.add("gc-given"); }
    credits.append(make("li", {}, link || given("span", credit.name), known(credit.licence) ? ", " : "", known(credit.licence) ? given("span", credit.licence) : null, known(credit.note) ? ". " : "", known(credit.note) ? given("span", credit.note) : null));
  }
  body.append(credits);
  if (known(data.run_id)) body.append(make("p", { className: "gc-soft gc-run" }, "Run ", given("code", data.run_id)));
}
