/* The popup on the map, with its pages. */

function openPopup(page, hit, opener) {
  const { map, model } = page;
  const body = make("div", { className: "gc-popup-body", tabIndex: -1, attributes: { role: "dialog", "aria-label": WORDS.tabRecords } });
  const total = hit.rows ? hit.rows.length : 1;
  let index = hit.first || 0;
  const counter = make("span", { className: "gc-page", attributes: { "aria-live": "polite" } });
  const previous = make("button", { type: "button", className: "gc-previous", text: "‹", attributes: { "aria-label": WORDS.previous }, on: { click: () => show(index - 1) } });
  const next = make("button", { type: "button", className: "gc-next", text: "›", attributes: { "aria-label": WORDS.next }, on: { click: () => show(index + 1) } });
  const content = make("div", { className: "gc-popup-content" });
  if (total > 1) body.append(make("div", { className: "gc-pager" }, previous, counter, next));
  body.append(content);
  const popup = L.popup({
    maxWidth: Math.min(380, map.getSize().x - 40), minWidth: Math.min(280, map.getSize().x - 40),
    maxHeight: Math.max(180, Math.min(460, map.getSize().y - 110)), className: "gc-popup", offset: [hit.shift[0], hit.shift[1] + 4],
    autoPanPaddingTopLeft: [12, 12], autoPanPaddingBottomRight: [12, 12],
  });
  async function show(wanted) {
    index = (wanted + total) % total;
    const shown = index;
    const card = hit.rows ? makeCard(model, hit.rows[index], await readText(model, hit.rows[index])) : makePlaceCard(model, hit.place);
    if (shown !== index) return;
    content.replaceChildren(card);
    counter.textContent = fill(WORDS.page, { i: index + 1, n: total });
    if (!popup.isOpen()) return;
    // Leaflet takes the content out and puts it back, which loses the focus.
    const focused = body.contains(document.activeElement) ? document.activeElement : null;
    popup.update();
    body.parentElement.scrollTop = 0;
    if (focused) focused.focus({ preventScroll: true });
  }
  body.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { map.closePopup(popup); event.preventDefault(); }
    else if (total > 1 && event.key === "ArrowRight") { show(index + 1); event.preventDefault(); }
    else if (total > 1 && event.key === "ArrowLeft") { show(index - 1); event.preventDefault(); }
    event.stopPropagation();
  });
  popup.on("remove", () => { if (opener && opener.isConnected) opener.focus({ preventScroll: true }); });
  return show(index).then(() => {
    popup.setLatLng(hit.latlng).setContent(body).openOn(map);
    const close = popup.getElement().querySelector(".leaflet-popup-close-button");
    if (close) close.setAttribute("aria-label", WORDS.close);
    body.focus({ preventScroll: true });
    return popup;
  });
}

/* Opens a record where it stands on the map: at its point, else on its line or area. */
function showRecord(page, record, opener) {
  const { map, model, state, groups } = page;
  const layer = model.layers.events;
  const same = (row) => model.record[row] === record;
  const turnOn = (name) => { if (!state.layers[name]) { state.layers[name] = true; state.change(); } };
  const at = layer.row.findIndex(same);
  if (at >= 0) {
    turnOn("events");
    const group = page.groups.find((one) => one.items.some((item) => same(item.row)));
    if (group) {
      const latlng = toLatLng(group.x, group.y);
      if (!map.getBounds().pad(-0.1).contains(latlng)) map.setView(latlng, map.getZoom(), { animate: false });
      return openPopup(page, hitGroup(group, group.items.findIndex((item) => same(item.row))), opener);
    }
  }
  for (const name of ["flows", "routes", "event_areas", "territory"]) {
    const found = model.layers[name].row.findIndex(same);
    if (found < 0) continue;
    turnOn(name);
    const geometry = model.geometries[model.layers[name].geometry[found]];
    const points = geometry.lines[0].points, middle = 2 * Math.floor(points.length / 4);
    const latlng = geometry.area ? toLatLng((geometry.box[0] + geometry.box[2]) / 2, (geometry.box[1] + geometry.box[3]) / 2) : toLatLng(points[middle], points[middle + 1]);
    if (!map.getBounds().contains(latlng)) map.setView(latlng, map.getZoom(), { animate: false });
    return openPopup(page, { rows: [model.layers[name].row[found]], first: 0, latlng, shift: [0, 0] }, opener);
  }
  return Promise.resolve(null);
}
