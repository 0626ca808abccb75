/* The panel: title, label, summary and tabs. */

function makePanel(page) {
  const { model } = page;
  const { data } = model;
  const header = make("header", { className: "gc-header" },
    make("div", { className: "gc-heading" },
      Object.assign(given("h1", data.title || WORDS.untitled), { title: data.title }),
      make("p", { className: data.reviewed ? "gc-badge gc-badge-reviewed" : "gc-badge", id: "gc-review-label", text: data.reviewed ? WORDS.reviewed : WORDS.unreviewed }),
      make("p", { className: "gc-summary", id: "gc-summary" })));
  const toggle = make("button", { type: "button", className: "gc-toggle", id: "gc-toggle", attributes: { "aria-controls": "gc-tabs", "aria-expanded": "true" } });
  header.append(toggle);
  const panel = make("aside", { id: "gc-panel", attributes: { "aria-label": WORDS.panelLabel } }, header);
  const setOpen = (open) => {
    panel.classList.toggle("gc-closed", !open);
    toggle.setAttribute("aria-expanded", String(open));
    toggle.setAttribute("aria-label", open ? WORDS.hidePanel : WORDS.showPanel);
    toggle.title = open ? WORDS.hidePanel : WORDS.showPanel;
  };
  toggle.addEventListener("click", () => setOpen(panel.classList.contains("gc-closed")));
  page.setPanelOpen = setOpen;
  setOpen(!page.narrow.matches);

  const unplaced = data.unmapped.length + data.unresolved.length;
  const tabs = [
    { id: "key", words: WORDS.tabKey, build: makeKey },
    { id: "records", words: WORDS.tabRecords, count: data.records.length, build: makeRecords },
    { id: "unplaced", words: WORDS.tabUnplaced, count: unplaced, build: makeUnplaced },
    { id: "about", words: WORDS.tabAbout, build: makeAbout },
  ];
  const list = make("div", { className: "gc-tablist", attributes: { role: "tablist" } });
  const bodies = make("div", { id: "gc-tabs" });
  const select = (chosen, focus) => {
    for (const tab of tabs) {
      const on = tab === chosen;
      tab.button.setAttribute("aria-selected", String(on));
      tab.button.tabIndex = on ? 0 : -1;
      tab.body.hidden = !on;
    }
    if (focus) chosen.button.focus();
  };
  tabs.forEach((tab, i) => {
    tab.button = make("button", { type: "button", id: `gc-tab-${tab.id}`, attributes: { role: "tab", "aria-controls": `gc-body-${tab.id}` } },
      make("span", { text: tab.words }),
      tab.count === undefined ? null : make("span", { text: NUMBER.format(tab.count), className: "gc-count" }));
    tab.body = make("div", { id: `gc-body-${tab.id}`, className: "gc-tab", attributes: { role: "tabpanel", "aria-labelledby": `gc-tab-${tab.id}` } });
    tab.build(page, tab.body);
    tab.button.addEventListener("click", () => { select(tab); setOpen(true); });
    tab.button.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) { select(tabs[(i + step + tabs.length) % tabs.length], true); event.preventDefault(); }
    });
    list.append(tab.button);
    bodies.append(tab.body);
  });
  panel.append(list, bodies);
  select(tabs[0]);
  const summary = panel.querySelector("#gc-summary");
  const update = () => {
    const records = data.records.length || new Set(model.record).size;
    const events = data.records.filter((row) => model.isEvent[row]).length;
    const parts = [fillCount(WORDS.records, records)];
    if (events && events < records) parts.push(fillCount(WORDS.events, events));
    if (data.unmapped.length) parts.push(fill(WORDS.notPlaced, { n: NUMBER.format(data.unmapped.length) }));
    if (data.unresolved.length) parts.push(fillCount(WORDS.unresolved, data.unresolved.length));
    const hidden = data.records.filter((row) => !page.state.isShown(row)).length;
    if (hidden) parts.push(fill(WORDS.filtered, { n: NUMBER.format(hidden) }));
    summary.textContent = parts.join(" · ");
  };
  page.state.onChange(update);
  update();
  return panel;
}
