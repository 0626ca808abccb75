/* Names on the map, placed so that they cover neither points nor each other. */

const LABEL_LIMIT = 220;

/* Names from the most to the least wanted: those of the text, countries, then towns by rank. */
function listLabels(model, basemap, fitZoom) {
  const labels = [];
  const { places } = model;
  places.wx.forEach((x, i) => {
    const precision = places.geo_precision[i];
    if (precision === "country" || precision === "linear" || precision === "region" || !places.name[i]) return;
    const area = COARSE_PLACES.has(precision);
    labels.push({ name: places.name[i], x, y: places.wy[i], kind: area ? "area" : "named", order: area ? 1 : 0, from: area ? 5 : 4 });
  });
  for (const [row, { text, label }] of model.territory) {
    if (label && text.lon != null) labels.push({ name: label, x: worldX(text.lon), y: worldY(text.lat), kind: "holder", order: 2, from: 4, row });
  }
  for (const label of basemap.labels) {
    const country = label.kind === "country";
    labels.push({
      ...label, order: (country ? 3 : 4) + label.rank, kind: label.kind,
      // The towns are those of the region that the map opens on: the best known show at once.
      from: country ? 2 + label.rank * 0.6 : fitZoom - 2 + label.rank * 0.5, to: country ? 8.5 : 99,
    });
  }
  return labels.sort((a, b) => a.order - b.order);
}

const LABEL_FONT = {
  named: (theme) => `600 12.5px ${theme.font}`,
  area: (theme) => `600 12px ${theme.font}`,
  holder: (theme) => `italic 12px ${theme.font}`,
  country: (theme) => `500 13px ${theme.font}`,
  place: (theme) => `11.5px ${theme.font}`,
};

function drawLabels(view, model, state, theme, labels, groups) {
  const { context } = view;
  const taken = [];
  for (const copy of view.copies) {
    if (state.layers.events) {
      for (const group of groups) {
        const x = group.x * view.scale + copy.dx + group.dx, y = group.y * view.scale + copy.dy + group.dy;
        if (x > -40 && y > -40 && x < view.width + 40 && y < view.height + 40) {
          taken.push([x - group.radius, y - group.radius, x + group.radius, y + group.radius]);
        }
      }
    }
  }
  const isFree = (box) => taken.every((other) => box[2] < other[0] || box[0] > other[2] || box[3] < other[1] || box[1] > other[3]);
  // A name that the edge of the map would cut is not written.
  const isWhole = ([left, top, right, bottom]) => [
    [left, right, view.seen.x, view.shown.x], [top, bottom, view.seen.y, view.shown.y],
  ].every(([low, high, start, length]) => (low > start || high < start) && (high < start + length || low > start + length));
  const names = new Set();
  let drawn = 0;
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const copy of view.copies) {
    for (const label of labels) {
      if (drawn >= LABEL_LIMIT) return;
      if (view.zoom < label.from || view.zoom > (label.to || 99)) continue;
      if (label.kind === "holder" && !(state.layers.territory && state.isShown(label.row))) continue;
      const group = findGroup(groups, state, label);
      const x = label.x * view.scale + copy.dx + (group ? group.dx : 0), y = label.y * view.scale + copy.dy + (group ? group.dy : 0);
      if (x < -20 || y < -20 || x > view.width + 20 || y > view.height + 20) continue;
      // The basemap has most of the names that the text has; each is written once.
      const key = label.name.toLowerCase();
      if (names.has(key) && (label.kind === "place" || label.kind === "country")) continue;
      const wide = label.kind === "country" || label.kind === "area";
      const name = wide ? label.name.toUpperCase() : label.name;
      context.font = LABEL_FONT[label.kind](theme);
      if ("letterSpacing" in context) context.letterSpacing = wide ? "1.2px" : "0px";
      const width = context.measureText(name).width, half = 8;
      const centred = label.kind !== "named" && label.kind !== "place";
      const gap = (group ? group.radius : 0) + 5;
      const spots = centred
        ? [[x - width / 2, y], [x - width / 2, y + gap + half], [x - width / 2, y - gap - half], [x - width / 2, y + gap + 3 * half], [x - width / 2, y - gap - 3 * half], [x - width / 2, y + gap + 5 * half]]
        : [[x + gap, y], [x - gap - width, y], [x - width / 2, y - gap - half + 2], [x - width / 2, y + gap + half - 2]];
      const spot = spots.find(([sx, sy]) => {
        const box = [sx - 3, sy - half, sx + width + 3, sy + half];
        return isWhole(box) && isFree(box);
      });
      if (!spot) continue;
      const [sx, sy] = spot;
      taken.push([sx - 3, sy - half, sx + width + 3, sy + half]);
      names.add(key);
      drawn++;
      if (label.kind === "place" && gap < 7) {
        context.beginPath(); context.arc(x, y, 1.8, 0, 2 * Math.PI);
        context.fillStyle = theme.label; context.fill();
      }
      context.strokeStyle = theme.halo; context.lineWidth = 3; context.globalAlpha = 0.9;
      context.strokeText(name, sx, sy);
      context.globalAlpha = label.kind === "country" ? 0.75 : 1;
      context.fillStyle = label.kind === "place" || label.kind === "country" ? theme.label : theme.labelStrong;
      context.fillText(name, sx, sy);
      context.globalAlpha = 1;
    }
  }
}

/* The group of points that a label stands at; a label moves with its group. */
function findGroup(groups, state, label) {
  if (!state.layers.events) return null;
  return groups.find((group) => Math.abs(group.x - label.x) < 2e-6 && Math.abs(group.y - label.y) < 2e-6) || null;
}
