/* Points, in groups where several stand at one position. */

const PACKED = 30; // more records than this at one place show as a number

/* Groups of the points that stand at one position, with each symbol's place in its group. */
function makeGroups(model, state) {
  const layer = model.layers.events, groups = new Map();
  if (!layer.x) return [];
  layer.row.forEach((row, i) => {
    if (!state.isShown(row)) return;
    const key = `${layer.x[i]}/${layer.y[i]}`;
    if (!groups.has(key)) groups.set(key, { x: layer.x[i], y: layer.y[i], dx: 0, dy: 0, items: [], coarse: false });
    const group = groups.get(key);
    group.items.push({ row, dx: 0, dy: 0, radius: model.diameter[row] / 2 });
    group.coarse ||= !precisionOf(model, row).clustered;
  });
  for (const group of groups.values()) packGroup(group);
  return [...groups.values()].sort((a, b) => b.radius - a.radius);
}

function packGroup(group) {
  const { items } = group;
  if (items.length > PACKED) {
    group.radius = 15 + Math.min(9, Math.log10(items.length) * 3);
    return;
  }
  const bySize = items.map((item, i) => ({ item, i })).sort((a, b) => b.item.radius - a.item.radius || a.i - b.i);
  const placed = [];
  for (const { item } of bySize) {
    const free = (x, y) => placed.every((other) => Math.hypot(other.dx - x, other.dy - y) >= other.radius + item.radius + 2.6);
    search: for (let distance = 0; ; distance += 1.5) {
      const steps = distance ? Math.max(6, Math.round(distance * 1.5)) : 1;
      for (let step = 0; step < steps; step++) {
        const angle = UP + (step * 2 * Math.PI) / steps;
        const x = distance * Math.cos(angle), y = distance * Math.sin(angle);
        if (free(x, y)) { item.dx = x; item.dy = y; break search; }
      }
    }
    placed.push(item);
  }
  const extent = Math.max(...placed.map((item) => Math.hypot(item.dx, item.dy) + item.radius));
  group.radius = extent + (items.length > 1 || group.coarse ? 5 : 1.5);
}

const SPREAD_ROUNDS = 40, SPREAD_LIMIT = 300;

/* Moves the groups of coarse points off the others at this zoom: such a point only stands for
 * an area, so it may give way; a line leads back to where it is. Exact points never move. */
function spreadGroups(groups, zoom) {
  if (groups.zoom === zoom) return;
  groups.zoom = zoom;
  const scale = 256 * 2 ** zoom;
  for (const group of groups) group.dx = group.dy = 0;
  const coarse = groups.filter((group) => group.coarse);
  if (coarse.length > SPREAD_LIMIT) return;
  for (let round = 0, moved = true; moved && round < SPREAD_ROUNDS; round++) {
    moved = false;
    for (const group of coarse) {
      for (const other of groups) {
        if (other === group) continue;
        const x = (group.x - other.x) * scale + group.dx - other.dx, y = (group.y - other.y) * scale + group.dy - other.dy;
        const gap = Math.hypot(x, y), wanted = group.radius + other.radius + 3;
        if (gap >= wanted) continue;
        const push = (wanted - gap) * (other.coarse ? 0.5 : 1) + 0.1;
        const [ux, uy] = gap > 0.01 ? [x / gap, y / gap] : [0.3, 0.954];
        group.dx += ux * push; group.dy += uy * push;
        if (other.coarse) { other.dx -= ux * push; other.dy -= uy * push; }
        moved = true;
      }
    }
  }
}

function drawPoints(view, model, state, theme, groups) {
  const { context } = view;
  for (const copy of view.copies) {
    for (const group of groups) {
      if (Math.hypot(group.dx, group.dy) < 4) continue;
      const x = group.x * view.scale + copy.dx, y = group.y * view.scale + copy.dy;
      context.beginPath(); context.moveTo(x, y); context.lineTo(x + group.dx, y + group.dy);
      context.lineWidth = 1; context.strokeStyle = theme.ring; context.stroke();
      context.beginPath(); context.arc(x, y, 2, 0, 2 * Math.PI);
      context.fillStyle = theme.ring; context.fill();
    }
    for (const group of groups) {
      const x = group.x * view.scale + copy.dx + group.dx, y = group.y * view.scale + copy.dy + group.dy;
      if (x < -60 || y < -60 || x > view.width + 60 || y > view.height + 60) continue;
      drawRing(view, model, theme, group, x - group.dx, y - group.dy);
      if (group.items.length > 1 || group.coarse) {
        context.beginPath(); context.arc(x, y, group.radius, 0, 2 * Math.PI);
        context.globalAlpha = 0.82; context.fillStyle = theme.surface; context.fill();
        context.globalAlpha = 1;
        context.setLineDash(group.coarse ? [3, 3] : []);
        context.lineWidth = 1.2; context.strokeStyle = theme.ring; context.stroke();
        context.setLineDash([]);
      }
      if (group.items.length > PACKED) drawCount(context, theme, group, x, y);
      else for (const item of group.items) drawSymbol(context, theme, lookOf(model, item.row), x + item.dx, y + item.dy, item.radius);
    }
  }
}

/* The circle within which a record lies, where no area of its own is drawn for it. */
function drawRing(view, model, theme, group, x, y) {
  const row = group.items[0].row;
  if (!precisionOf(model, row).ring || model.withArea.has(model.record[row]) || !(model.radius[row] > 0)) return;
  const lat = Math.atan(Math.sinh(Math.PI * (1 - 2 * group.y)));
  const radius = ((model.radius[row] / 40075) * view.scale) / Math.cos(lat);
  if (radius < group.radius || radius > 2000) return;
  const { context } = view;
  context.beginPath(); context.arc(x, y, radius, 0, 2 * Math.PI);
  context.strokeStyle = withAlpha(legible(theme, kindOf(model, row).color), 0.7);
  context.lineWidth = 1; context.setLineDash([2, 3]); context.stroke(); context.setLineDash([]);
}

function drawCount(context, theme, group, x, y) {
  context.fillStyle = theme.ink;
  context.font = `600 13px ${theme.font}`;
  context.textAlign = "center"; context.textBaseline = "middle";
  context.fillText(NUMBER.format(group.items.length), x, y + 0.5);
}

const COARSE_PLACES = new Set(["admin1", "admin2", "region", "country", "linear", "offshore"]);

function drawPlaces(view, model, theme) {
  const { context } = view, { wx, wy } = model.places;
  for (const copy of view.copies) {
    for (let i = 0; i < wx.length; i++) {
      const x = wx[i] * view.scale + copy.dx, y = wy[i] * view.scale + copy.dy;
      if (x < -10 || y < -10 || x > view.width + 10 || y > view.height + 10) continue;
      context.beginPath(); context.arc(x, y, 3.5, 0, 2 * Math.PI);
      context.fillStyle = COARSE_PLACES.has(model.places.geo_precision[i]) ? theme.surface : theme.ring;
      context.fill();
      context.lineWidth = 1.5; context.strokeStyle = COARSE_PLACES.has(model.places.geo_precision[i]) ? theme.ring : theme.surface;
      context.stroke();
    }
  }
}
