/* Unpacked data to typed arrays and geometry in world units; the one state of what shows. */

/* Web Mercator in units of the world's width: x and y from 0 to 1, y downwards. */
const worldX = (lon) => lon / 360 + 0.5;
function worldY(lat) {
  const sin = Math.sin((Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI);
}
const toLatLng = (x, y) => L.latLng((Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI, (x - 0.5) * 360);

/* Steps (see encode.py) to one Float64Array of x, y pairs, with its box. */
function decodeLine(steps, scale) {
  const points = new Float64Array(steps.length);
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  let lon = 0, lat = 0;
  for (let i = 0; i < steps.length; i += 2) {
    lon += steps[i]; lat += steps[i + 1];
    const x = worldX(lon / scale), y = worldY(lat / scale);
    points[i] = x; points[i + 1] = y;
    if (x < box[0]) box[0] = x;
    if (y < box[1]) box[1] = y;
    if (x > box[2]) box[2] = x;
    if (y > box[3]) box[3] = y;
  }
  return { points, box };
}

function decodeGeometry(parts, scale) {
  const area = parts.length > 0 && Array.isArray(parts[0][0]);
  const lines = area
    ? parts.flatMap((rings) => rings.map((ring) => decodeLine(ring, scale)))
    : parts.map((steps) => decodeLine(steps, scale));
  return { area, lines, box: joinBoxes(lines.map((line) => line.box)) };
}

function joinBoxes(boxes) {
  const joined = [Infinity, Infinity, -Infinity, -Infinity];
  for (const box of boxes) {
    joined[0] = Math.min(joined[0], box[0]); joined[1] = Math.min(joined[1], box[1]);
    joined[2] = Math.max(joined[2], box[2]); joined[3] = Math.max(joined[3], box[3]);
  }
  return joined;
}

/* A straight flow is drawn as an arc, so that there and back do not cover each other. */
function bendFlow(geometry) {
  geometry.lines = geometry.lines.map((line) => {
    if (line.points.length !== 4) return line;
    const [x0, y0, x1, y1] = line.points;
    const cx = (x0 + x1) / 2 + (y1 - y0) * 0.16, cy = (y0 + y1) / 2 - (x1 - x0) * 0.16;
    const points = new Float64Array(50);
    for (let i = 0; i <= 24; i++) {
      const t = i / 24, a = (1 - t) * (1 - t), b = 2 * t * (1 - t), c = t * t;
      points[2 * i] = a * x0 + b * cx + c * x1;
      points[2 * i + 1] = a * y0 + b * cy + c * y1;
    }
    return { points, box: [Math.min(x0, x1, cx), Math.min(y0, y1, cy), Math.max(x0, x1, cx), Math.max(y0, y1, cy)] };
  });
  geometry.box = joinBoxes(geometry.lines.map((line) => line.box));
}

const RECORD_LAYERS = ["territory", "event_areas", "routes", "flows", "events"];

/* The unpacked data with typed arrays; texts of a row come from `readText`. */
function makeModel(data) {
  const rows = data.rows;
  const column = (name) => Int16Array.from(rows[name].codes);
  const geometries = data.geometries.map((parts) => decodeGeometry(parts, data.scale));
  const layers = {};
  for (const name of RECORD_LAYERS) {
    const source = data.layers[name];
    const layer = { name, row: Int32Array.from(source.row), geometry: Int32Array.from(source.geometry || []) };
    if (source.x) {
      layer.x = Float64Array.from(source.x, (v) => worldX(v / data.scale));
      layer.y = Float64Array.from(source.y, (v) => worldY(v / data.scale));
    }
    layers[name] = layer;
  }
  if (layers.flows) new Set(layers.flows.geometry).forEach((index) => bendFlow(geometries[index]));
  const places = {
    ...data.places,
    wx: Float64Array.from(data.places.x, (v) => worldX(v / data.scale)),
    wy: Float64Array.from(data.places.y, (v) => worldY(v / data.scale)),
  };
  const size = data.style.size;
  const diameter = Float32Array.from({ length: rows.n }, (_, row) => {
    const deaths = rows.fatalities_best[row] ?? rows.fatalities_low[row];
    if (!(deaths > 0)) return size.min_px;
    return size.min_px + (size.max_px - size.min_px) * Math.sqrt(Math.min(deaths, size.max_fatalities) / size.max_fatalities);
  });
  return {
    data, style: data.style, layers, geometries, places, diameter,
    count: rows.n,
    kind: column("kind"), kinds: rows.kind.values,
    status: column("status"), statuses: rows.status.values,
    precision: column("geo_precision"), precisions: rows.geo_precision.values,
    quality: column("geometry_quality"), qualities: rows.geometry_quality.values,
    isEvent: Uint8Array.from(rows.is_event), record: Int32Array.from(rows.record), day: rows.day,
    radius: rows.radius_km, chunkRows: rows.chunk, chunks: new Map(),
    unmapped: new Set(data.unmapped.map((row) => rows.record[row])),
  };
}

const kindOf = (model, row) => model.style.kinds[model.kinds[model.kind[row]]] || { label: WORDS.unknownKind, color: "#666666", shape: "circle" };
const statusOf = (model, row) => model.style.status[model.statuses[model.status[row]]] || { label: "", fill: "solid", dash: [], opacity: 1 };
const precisionOf = (model, row) => model.style.precision[model.precisions[model.precision[row]]] || { label: "", opacity: 1, ring: false, clustered: true };
const qualityOf = (model, row) => model.style.quality[model.qualities[model.quality[row]]] || { label: "", dash: [] };
const isOccurrence = (model, row) => statusOf(model, row).fill !== "none";

function readChunk(model, index) {
  if (!model.chunks.has(index)) model.chunks.set(index, readBlock(`text-${index}`));
  return model.chunks.get(index);
}

async function readText(model, row) {
  const index = Math.floor(row / model.chunkRows);
  const chunk = await readChunk(model, index);
  const text = {};
  for (const name of Object.keys(chunk)) text[name] = chunk[name][row - index * model.chunkRows];
  return text;
}


/* What shows. Anything that changes it calls `change`; anything that shows it listens. */
function makeState(model) {
  const listeners = [];
  const state = {
    layers: Object.fromEntries(Object.entries(model.style.layers).map(([name, style]) => [name, style.visible])),
    hiddenKinds: new Set(), hiddenStatuses: new Set(),
    isShown: (row) => !state.hiddenKinds.has(model.kind[row]) && !state.hiddenStatuses.has(model.status[row]),
    onChange: (listener) => listeners.push(listener),
    // Groups of features by layer, kept until the state changes.
    groups: new Map(),
    change: () => { state.groups.clear(); listeners.forEach((listener) => listener()); },
  };
  return state;
}

function countShown(model, state, name) {
  if (name === "places") return model.places.wx.length;
  let count = 0;
  for (const row of model.layers[name].row) if (state.isShown(row)) count++;
  return count;
}
