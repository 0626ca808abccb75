/* Areas, territory, routes and flows. */

/* Features of a layer that share a geometry are drawn once, however many records they are. */
function groupByGeometry(model, state, name) {
  if (state.groups.has(name)) return state.groups.get(name);
  const layer = model.layers[name], groups = new Map();
  layer.geometry.forEach((index, i) => {
    const row = layer.row[i];
    if (!state.isShown(row)) return;
    if (!groups.has(index)) groups.set(index, { index, geometry: model.geometries[index], rows: [] });
    groups.get(index).rows.push(row);
  });
  const sorted = [...groups.values()].sort((a, b) => boxSize(b.geometry.box) - boxSize(a.geometry.box));
  state.groups.set(name, sorted);
  return sorted;
}
const boxSize = (box) => (box[2] - box[0]) * (box[3] - box[1]);

function sharedColor(model, rows, mixed) {
  const colors = new Set(rows.map((row) => kindOf(model, row).color));
  return colors.size === 1 ? [...colors][0] : mixed;
}
const legible = (theme, color) => (theme.dark && luminance(color) < 0.2 ? mix(color, "#ffffff", luminance(color) < 0.02 ? 0.8 : 0.4) : color);

/* The vaguer the area, the fainter: a whole country is an outline, not a tint over everything. */
function fadeArea(model, rows) {
  const precision = model.precisions[model.precision[rows[0]]];
  if (precision === "country" || precision === "offshore") return { fill: 0, line: 0.5 };
  return precision === "region" ? { fill: 0.6, line: 0.8 } : { fill: 1, line: 1 };
}

function drawAreas(view, model, state, theme) {
  const { context } = view;
  const mixed = theme.dark ? "#b9c2cc" : "#5a6672";
  const base = model.style.layers.event_areas;
  for (const group of groupByGeometry(model, state, "event_areas")) {
    const happened = group.rows.some((row) => isOccurrence(model, row));
    const color = legible(theme, sharedColor(model, group.rows, mixed));
    const fade = fadeArea(model, group.rows);
    for (const copy of view.copies) {
      if (!inView(view, copy, group.geometry.box)) continue;
      traceGeometry(view, copy, group.geometry);
      context.fillStyle = withAlpha(color, fade.fill * (happened ? base.opacity : base.opacity / 2));
      context.fill("evenodd");
      context.strokeStyle = withAlpha(color, fade.line * (happened ? 0.75 : 0.5));
      context.lineWidth = base.width;
      context.setLineDash([4, 3]);
      context.stroke();
      context.setLineDash([]);
    }
  }
}

const CONTROLLER_COLORS = ["#009E73", "#CC79A7", "#0072B2", "#E69F00", "#D55E00", "#56B4E9", "#7A6A00", "#6B6B6B"];

function drawTerritory(view, model, state, theme) {
  const { context } = view;
  for (const group of groupByGeometry(model, state, "territory")) {
    for (const row of group.rows) {
      const { control, basis, color } = model.territory.get(row);
      for (const copy of view.copies) {
        if (!inView(view, copy, group.geometry.box)) continue;
        traceGeometry(view, copy, group.geometry);
        context.fillStyle = control.fill === "hatch" ? makeHatch(context, withAlpha(color, 0.55), 8, 2)
          : withAlpha(color, control.fill === "none" ? 0.06 : control.opacity * 0.7);
        context.fill("evenodd");
        context.strokeStyle = withAlpha(color, 0.9);
        context.lineWidth = model.style.layers.territory.width;
        // A text names an area, not its extent: only an assessed outline is drawn as a line.
        context.setLineDash(control.dash.length ? control.dash : { assessed: [], claimed: [7, 4] }[basis] || [1, 4]);
        context.stroke();
        context.setLineDash([]);
      }
    }
  }
}

function drawRoutes(view, model, state, theme) {
  const { context } = view;
  const base = model.style.layers.routes;
  for (const group of groupByGeometry(model, state, "routes")) {
    const happened = group.rows.some((row) => isOccurrence(model, row));
    for (const copy of view.copies) {
      if (!inView(view, copy, group.geometry.box)) continue;
      traceGeometry(view, copy, group.geometry);
      context.lineJoin = context.lineCap = "round";
      context.strokeStyle = theme.halo; context.lineWidth = base.width + 2.5; context.globalAlpha = 0.75;
      context.stroke();
      context.lineCap = "butt";
      context.globalAlpha = happened ? base.opacity : base.opacity * 0.55;
      context.strokeStyle = legible(theme, base.color === "#000000" && !theme.dark ? "#2f3640" : base.color);
      context.lineWidth = base.width;
      context.setLineDash(happened ? qualityOf(model, group.rows[0]).dash : [2, 4]);
      context.stroke();
      context.setLineDash([]); context.globalAlpha = 1;
    }
  }
}

/* The line of a flow up to its arrowhead, whose tip stops before a group of points at its end. */
function cutFlow(view, copy, points, head, groups) {
  const px = (i) => points[i] * view.scale + copy.dx, py = (i) => points[i + 1] * view.scale + copy.dy;
  let last = points.length - 2;
  let tipX = px(last), tipY = py(last);
  const gap = (i) => Math.hypot(px(i) - tipX, py(i) - tipY);
  const covers = (group) => Math.hypot(group.x * view.scale + copy.dx + group.dx - tipX, group.y * view.scale + copy.dy + group.dy - tipY) < group.radius;
  const cover = groups.find(covers);
  if (cover) {
    const x = cover.x * view.scale + copy.dx + cover.dx, y = cover.y * view.scale + copy.dy + cover.dy;
    const away = (i) => Math.hypot(px(i) - x, py(i) - y) - cover.radius - 2;
    let at = last;
    while (at > 2 && away(at) < 0) at -= 2;
    if (away(at) > 0 && at < last) {
      const share = away(at) / (away(at) - away(at + 2));
      tipX = px(at) + (px(at + 2) - px(at)) * share;
      tipY = py(at) + (py(at + 2) - py(at)) * share;
      last = at + 2;
    }
  }
  // The arrow's direction is that of the last stretch as long as its head.
  let at = last - 2;
  while (at > 0 && gap(at) < head) at -= 2;
  const angle = Math.atan2(tipY - py(at), tipX - px(at));
  const kept = new Float64Array(at + 4);
  kept.set(points.subarray(0, at + 2));
  kept[at + 2] = (tipX - Math.cos(angle) * head * 0.6 - copy.dx) / view.scale;
  kept[at + 3] = (tipY - Math.sin(angle) * head * 0.6 - copy.dy) / view.scale;
  return { kept, tipX, tipY, angle };
}

function drawFlows(view, model, state, theme, groups) {
  const { context } = view;
  const base = model.style.layers.flows;
  for (const group of groupByGeometry(model, state, "flows")) {
    const happened = group.rows.some((row) => isOccurrence(model, row));
    const color = legible(theme, sharedColor(model, group.rows, base.color));
    const width = base.width + Math.min(2, Math.log2(group.rows.length) * 0.7);
    for (const copy of view.copies) {
      for (const { points, box } of group.geometry.lines) {
        if (points.length < 4 || !inView(view, copy, box)) continue;
        const head = 7 + width * 2;
        const { kept, tipX, tipY, angle } = cutFlow(view, copy, points, head, state.layers.events ? groups : []);
        const arrow = (grow) => {
          context.beginPath();
          context.moveTo(tipX + Math.cos(angle) * grow, tipY + Math.sin(angle) * grow);
          for (const turn of [2.65, -2.65]) {
            context.lineTo(tipX + Math.cos(angle + turn) * (head + grow), tipY + Math.sin(angle + turn) * (head + grow));
          }
          context.closePath();
        };
        context.lineJoin = "round";
        context.globalAlpha = 0.85;
        context.strokeStyle = context.fillStyle = theme.halo;
        context.lineWidth = width + 2.5;
        context.beginPath(); traceLine(view, copy, kept, false); context.stroke();
        arrow(2); context.fill();
        context.globalAlpha = happened ? base.opacity : 0.55;
        context.strokeStyle = context.fillStyle = color;
        context.lineWidth = width;
        context.setLineDash(happened ? [] : [6, 4]);
        context.beginPath(); traceLine(view, copy, kept, false); context.stroke();
        context.setLineDash([]);
        arrow(0);
        if (happened) context.fill(); else { context.lineWidth = 1.5; context.stroke(); }
        context.globalAlpha = 1;
      }
    }
  }
}
