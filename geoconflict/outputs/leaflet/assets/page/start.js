/* Puts the parts together once the map exists. */

const reducedMotion = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

function mapOptions() {
  const still = reducedMotion();
  return { zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, inertia: !still, zoomSnap: 0.5, keyboard: true };
}

/* The box of what is to be seen at first: neither what is known to a country or worse nor the
 * whole of a long road or border, unless there is nothing else. */
function findBounds(model) {
  const far = new Set(["country", "offshore"]);
  const collect = (names, isWanted) => {
    const boxes = [];
    for (const name of names) {
      const layer = model.layers[name];
      layer.row.forEach((row, i) => {
        if (!isWanted(model.precisions[model.precision[row]])) return;
        boxes.push(layer.x ? [layer.x[i], layer.y[i], layer.x[i], layer.y[i]] : model.geometries[layer.geometry[i]].box);
      });
    }
    return boxes;
  };
  const isNear = (precision) => !far.has(precision);
  let boxes = collect(["events", "event_areas", "flows"], isNear);
  if (!boxes.length) boxes = collect(["routes", "territory"], isNear);
  if (!boxes.length) boxes = collect(RECORD_LAYERS, () => true);
  if (!boxes.length) {
    const { wx, wy, geo_precision: precision } = model.places;
    wx.forEach((x, i) => { if (!far.has(precision[i])) boxes.push([x, wy[i], x, wy[i]]); });
    if (!boxes.length) wx.forEach((x, i) => boxes.push([x, wy[i], x, wy[i]]));
  }
  if (!boxes.length) return null;
  const box = joinBoxes(boxes);
  return L.latLngBounds(toLatLng(box[0], box[3]), toLatLng(box[2], box[1]));
}

async function readTerritory(model) {
  const territory = new Map();
  const holders = [];
  const rows = [...model.layers.territory.row];
  const texts = await Promise.all(rows.map((row) => readText(model, row)));
  for (const text of texts) if (known(text.controller) && !holders.includes(text.controller)) holders.push(text.controller);
  holders.sort();
  rows.forEach((row, i) => {
    const text = texts[i];
    const control = model.style.control[text.state] || model.style.control.unknown;
    const color = known(text.controller) ? CONTROLLER_COLORS[holders.indexOf(text.controller) % CONTROLLER_COLORS.length] : "#6B6B6B";
    const label = known(text.controller) ? (text.basis === "claimed" ? fill(WORDS.claimedBy, { who: text.controller }) : text.controller) : "";
    territory.set(row, { control, color, basis: text.basis, text, label });
  });
  return territory;
}

function addControls(page) {
  const { map } = page;
  L.control.zoom({ position: "topright", zoomInTitle: WORDS.zoomIn, zoomOutTitle: WORDS.zoomOut }).addTo(map);
  const Fit = L.Control.extend({
    onAdd() {
      const link = make("a", { href: "#", text: "⤢", title: WORDS.fit, attributes: { role: "button", "aria-label": WORDS.fit } });
      const box = make("div", { className: "leaflet-bar" }, link);
      L.DomEvent.disableClickPropagation(box);
      link.addEventListener("click", (event) => { event.preventDefault(); page.fit(); });
      return box;
    },
  });
  new Fit({ position: "topright" }).addTo(map);
  L.control.scale({ position: "bottomright", imperial: false }).addTo(map);
  if (known(page.model.data.disclaimer)) {
    const Note = L.Control.extend({ onAdd: () => given("p", page.model.data.disclaimer, "gc-map-note") });
    new Note({ position: "bottomleft" }).addTo(map);
  }
}

const status = { counts: null };
let settle;
window.geoconflict = Object.freeze({
  version: 1,
  ready: new Promise((resolve, reject) => { settle = { resolve, reject }; }),
  get counts() { return status.counts; },
  /* Where the points stand in the map's box, in pixels, with the records at each. */
  get points() { return status.page ? listPoints(status.page) : []; },
});
window.geoconflict.ready.catch(() => {});

function listPoints({ map, groups }) {
  return groups.map((group) => {
    const point = map.latLngToContainerPoint(toLatLng(group.x, group.y));
    return { x: point.x + group.dx, y: point.y + group.dy, radius: group.radius, records: group.items.length };
  });
}

function start(map) {
  build(map).then(settle.resolve, (error) => {
    const box = make("p", { className: "gc-message", text: fill(WORDS.loadError, { error: error.message }), attributes: { role: "alert" } });
    document.body.append(box);
    settle.reject(error);
    throw error;
  });
}

async function build(map) {
  const [data, basemapData] = await Promise.all([readBlock("data"), readBlock("basemap")]);
  if (data.format !== 1) throw new Error(WORDS.formatError);
  const model = makeModel(data);
  const basemap = makeBasemap(basemapData);
  const state = makeState(model);
  model.theme = readTheme();
  model.theme.ring = model.theme.line;
  model.withArea = new Set([...model.layers.event_areas.row].map((row) => model.record[row]));
  model.territory = await readTerritory(model);
  const page = { map, model, state, basemap, groups: [], narrow: window.matchMedia("(max-width: 760px)") };

  // The document: the map beside its panel.
  const container = map.getContainer();
  container.setAttribute("role", "application");
  container.setAttribute("aria-label", WORDS.mapLabel);
  const main = make("main", { id: "gc-map" });
  document.title = data.title || WORDS.untitled;
  const records = RECORD_LAYERS.reduce((sum, name) => sum + model.layers[name].row.length, 0);
  if (!records) state.layers.places = true;
  const panel = makePanel(page);
  document.body.append(make("div", { id: "gc-app" }, panel, main));
  main.append(container);
  if (!records) {
    main.append(make("div", { className: "gc-message", id: "gc-empty", attributes: { role: "status" } },
      make("strong", { text: model.places.wx.length ? WORDS.emptyRecords : WORDS.emptyTitle }),
      model.places.wx.length ? null : make("span", { text: WORDS.emptyText }),
      ...data.notes.map((note) => given("span", note, "gc-soft"))));
  }

  // The layers, from the bottom to the top.
  let labels = [];
  const canvases = [];
  const addCanvas = (name, zIndex, padding, draw) => {
    const pane = map.createPane(`gc-${name}`);
    pane.style.zIndex = zIndex;
    pane.style.pointerEvents = "none";
    const layer = new CanvasLayer(draw, { pane: `gc-${name}`, padding });
    canvases.push(layer);
    return layer;
  };
  page.fit = () => {
    map.invalidateSize({ animate: false, pan: false });
    const bounds = findBounds(model);
    if (!bounds) map.setView([20, 10], 2, { animate: false });
    else map.fitBounds(bounds, { padding: page.narrow.matches ? [30, 30] : [60, 60], maxZoom: 10, animate: false });
  };
  page.groups = makeGroups(model, state);
  const theme = () => model.theme;
  addCanvas("basemap", 200, 0.3, (view) => drawBasemap(view, basemap, theme()));
  addCanvas("areas", 410, 0.25, (view) => {
    spreadGroups(page.groups, view.zoom);
    if (state.layers.territory) drawTerritory(view, model, state, theme());
    if (state.layers.event_areas) drawAreas(view, model, state, theme());
    if (state.layers.routes) drawRoutes(view, model, state, theme());
    if (state.layers.flows) drawFlows(view, model, state, theme(), page.groups);
  });
  addCanvas("labels", 420, 0.25, (view) => {
    spreadGroups(page.groups, view.zoom);
    drawLabels(view, model, state, theme(), labels, page.groups);
  });
  addCanvas("points", 430, 0.25, (view) => {
    if (state.layers.places) drawPlaces(view, model, theme());
    if (state.layers.events) drawPoints(view, model, state, theme(), page.groups);
  });
  page.fit();
  labels = listLabels(model, basemap, map.getZoom());
  canvases.forEach((layer) => layer.addTo(map));
  addControls(page);

  // What the user does.
  const redraw = () => canvases.forEach((layer) => layer.redraw());
  state.onChange(() => { page.groups = makeGroups(model, state); redraw(); });
  const touch = window.matchMedia("(pointer: coarse)").matches;
  map.on("click", (event) => {
    const hit = findHits(model, state, page.groups, event.latlng, map.getZoom(), touch ? 8 : 2);
    if (hit) openPopup(page, hit, container);
  });
  map.on("popupopen popupclose", (event) => main.classList.toggle("gc-has-popup", event.type === "popupopen"));
  let pending = 0;
  map.on("mousemove", (event) => {
    cancelAnimationFrame(pending);
    pending = requestAnimationFrame(() => {
      const hit = findHits(model, state, page.groups, event.latlng, map.getZoom(), 2);
      container.classList.toggle("gc-pointing", Boolean(hit));
    });
  });
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(main);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    model.theme = readTheme();
    model.theme.ring = model.theme.line;
    redraw();
  });
  const counts = { places: model.places.wx.length, unmapped: data.unmapped.length, unresolved: data.unresolved.length, records: data.records.length };
  for (const name of RECORD_LAYERS) counts[name] = model.layers[name].row.length;
  status.counts = Object.freeze(counts);
  status.page = page;
  document.documentElement.dataset.gcReady = "true";
}
