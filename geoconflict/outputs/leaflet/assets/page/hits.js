/* What lies under the pointer. */

const wrap = (dx) => dx - Math.round(dx);

function findHits(model, state, groups, latlng, zoom, slack) {
  const scale = 256 * 2 ** zoom;
  const wx = worldX(latlng.lng), wy = worldY(latlng.lat);
  if (state.layers.events) {
    // The small ones are drawn last, on top.
    for (let i = groups.length - 1; i >= 0; i--) {
      const group = groups[i];
      const dx = wrap(wx - group.x) * scale - group.dx, dy = (wy - group.y) * scale - group.dy;
      if (Math.hypot(dx, dy) > group.radius + slack) continue;
      let first = 0, nearest = Infinity;
      group.items.forEach((item, index) => {
        const distance = Math.hypot(dx - item.dx, dy - item.dy) - item.radius;
        if (distance < nearest) { nearest = distance; first = index; }
      });
      if (group.items.length > PACKED) first = 0;
      return hitGroup(group, first);
    }
  }
  if (state.layers.places) {
    for (let i = 0; i < model.places.wx.length; i++) {
      const dx = wrap(wx - model.places.wx[i]) * scale, dy = (wy - model.places.wy[i]) * scale;
      if (Math.hypot(dx, dy) < 5 + slack) return { place: i, latlng: toLatLng(model.places.wx[i], model.places.wy[i]), shift: [0, -4] };
    }
  }
  const rows = [], seen = new Set();
  const add = (group) => {
    for (const row of group.rows) {
      if (seen.has(model.record[row])) continue;
      seen.add(model.record[row]); rows.push(row);
    }
  };
  for (const name of ["flows", "routes"]) {
    if (!state.layers[name]) continue;
    for (const group of groupByGeometry(model, state, name)) {
      if (group.geometry.lines.some((line) => distanceToLine(line.points, wx, wy) * scale < 5 + slack)) add(group);
    }
  }
  if (!rows.length) {
    for (const name of ["event_areas", "territory"]) {
      if (!state.layers[name]) continue;
      // From the smallest area to the largest.
      for (const group of groupByGeometry(model, state, name).slice().reverse()) if (isInside(group.geometry, wx, wy)) add(group);
    }
  }
  return rows.length ? { rows, first: 0, latlng, shift: [0, 0] } : null;
}

const hitGroup = (group, first) => ({
  rows: group.items.map((item) => item.row), first, latlng: toLatLng(group.x, group.y),
  shift: [group.dx, group.dy - group.radius],
});

function distanceToLine(points, x, y) {
  let nearest = Infinity;
  for (let i = 0; i + 3 < points.length; i += 2) {
    const ax = points[i], ay = points[i + 1], bx = points[i + 2] - ax, by = points[i + 3] - ay;
    const px = wrap(x - ax), py = y - ay;
    const t = Math.max(0, Math.min(1, (px * bx + py * by) / (bx * bx + by * by || 1)));
    nearest = Math.min(nearest, Math.hypot(px - t * bx, py - t * by));
  }
  return nearest;
}

function isInside(geometry, wx, wy) {
  return [-1, 0, 1].some((shift) => {
    const x = wx + shift;
    if (x < geometry.box[0] || x > geometry.box[2] || wy < geometry.box[1] || wy > geometry.box[3]) return false;
    let inside = false;
    for (const { points } of geometry.lines) {
      for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
        const yi = points[i + 1], yj = points[j + 1];
        if (yi > wy !== yj > wy && x < ((points[j] - points[i]) * (wy - yi)) / (yj - yi) + points[i]) inside = !inside;
      }
    }
    return inside;
  });
}
