/* A canvas that moves with the map, and the basemap drawn on one. */

/* A canvas that Leaflet moves and scales with the map; `draw(view)` paints it. */
const CanvasLayer = L.Renderer.extend({
  initialize(draw, options) {
    this._draw = draw;
    L.Renderer.prototype.initialize.call(this, options);
  },
  getEvents() {
    return { ...L.Renderer.prototype.getEvents.call(this), move: this._onMove };
  },
  _initContainer() {
    this._container = document.createElement("canvas");
    this._container.setAttribute("aria-hidden", "true");
    this._context = this._container.getContext("2d");
  },
  _destroyContainer() {
    this._container.remove();
    delete this._context;
  },
  /* A drag shows what lies beyond the drawn part: draw again once it comes into view. */
  _onMove() {
    if (this._map._animatingZoom || !this._bounds || this._map.getZoom() !== this._zoom) return;
    const size = this._map.getSize();
    const corner = this._map.containerPointToLayerPoint([0, 0]);
    if (!this._bounds.contains(L.bounds(corner, corner.add(size)))) this._update();
  },
  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    this.redraw();
  },
  redraw() {
    if (!this._map || !this._bounds) return;
    const { min } = this._bounds, size = this._bounds.getSize();
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    const canvas = this._container, context = this._context;
    L.DomUtil.setPosition(canvas, min);
    canvas.width = ratio * size.x;
    canvas.height = ratio * size.y;
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    context.scale(ratio, ratio);
    const zoom = this._map.getZoom(), scale = 256 * 2 ** zoom;
    const origin = this._map.getPixelOrigin().add(min);
    const first = Math.floor(origin.x / scale), last = Math.floor((origin.x + size.x) / scale);
    const seen = this._map.containerPointToLayerPoint([0, 0]).subtract(min);
    const view = { context, zoom, scale, width: size.x, height: size.y, seen, shown: this._map.getSize(), copies: [] };
    for (let copy = first; copy <= last; copy++) view.copies.push({ dx: copy * scale - origin.x, dy: -origin.y });
    this._draw(view);
  },
});

/* Whether a box, drawn in one copy of the world, touches the canvas. */
const inView = (view, copy, box, margin = 20) =>
  box[2] * view.scale + copy.dx > -margin && box[0] * view.scale + copy.dx < view.width + margin &&
  box[3] * view.scale + copy.dy > -margin && box[1] * view.scale + copy.dy < view.height + margin;

function traceLine(view, copy, points, close) {
  const { context, scale } = view;
  const last = points.length - 2;
  let px = NaN, py = NaN;
  for (let i = 0; i <= last; i += 2) {
    const x = points[i] * scale + copy.dx, y = points[i + 1] * scale + copy.dy;
    // Steps below half a pixel cannot be seen.
    if (i > 0 && i < last && Math.abs(x - px) < 0.5 && Math.abs(y - py) < 0.5) continue;
    if (i === 0) context.moveTo(x, y); else context.lineTo(x, y);
    px = x; py = y;
  }
  if (close) context.closePath();
}

function traceGeometry(view, copy, geometry) {
  view.context.beginPath();
  for (const line of geometry.lines) {
    if (inView(view, copy, line.box)) traceLine(view, copy, line.points, geometry.area);
  }
}


function makeBasemap(source) {
  const lines = {};
  for (const [kind, list] of Object.entries(source.lines)) {
    lines[kind] = list.map(([rank, steps]) => ({ rank, ...decodeLine(steps, source.scale) }));
  }
  return {
    countries: source.countries.flatMap((rings) => rings.map((ring) => decodeLine(ring, source.scale))),
    lines,
    labels: source.labels.map(([kind, name, rank, x, y]) => ({
      kind, name, rank, x: worldX(x / source.scale), y: worldY(y / source.scale),
    })),
  };
}

/* From which zoom a rank shows: rank 0 at once, each further one a zoom nearer. */
const LINE_ZOOM = { admin1: 5.5, border: 0, disputed_border: 0, river: 4 };

function drawBasemap(view, basemap, theme) {
  const { context } = view;
  context.fillStyle = theme.sea;
  context.fillRect(0, 0, view.width, view.height);
  const stroke = (kind, color, width, dash) => {
    context.beginPath();
    for (const line of basemap.lines[kind]) {
      if (view.zoom < LINE_ZOOM[kind] + (kind === "river" ? line.rank * 0.7 : 0)) continue;
      for (const copy of view.copies) if (inView(view, copy, line.box)) traceLine(view, copy, line.points, false);
    }
    context.strokeStyle = color; context.lineWidth = width;
    context.lineJoin = "round";
    context.setLineDash(dash);
    context.stroke();
    context.setLineDash([]);
  };
  context.beginPath();
  for (const ring of basemap.countries) {
    for (const copy of view.copies) if (inView(view, copy, ring.box)) traceLine(view, copy, ring.points, true);
  }
  context.fillStyle = theme.land;
  context.fill();
  stroke("river", theme.river, view.zoom > 7 ? 1.4 : 1, []);
  stroke("admin1", theme.admin, 0.8, []);
  stroke("border", theme.border, view.zoom > 5 ? 1.4 : 0.9, []);
  stroke("disputed_border", theme.border, view.zoom > 5 ? 1.4 : 0.9, [5, 4]);
}
