/* Shapes, fills, hatches and the colours of the theme. */

function makeRegular(corners, turn, inner) {
  const points = [];
  const count = inner ? corners * 2 : corners;
  for (let i = 0; i < count; i++) {
    const radius = inner && i % 2 ? inner : 1;
    const angle = turn + (i * 2 * Math.PI) / count;
    points.push([radius * Math.cos(angle), radius * Math.sin(angle)]);
  }
  return points;
}
const UP = -Math.PI / 2;
/* Corners in units of the radius; sized so that all shapes weigh about the same. */
const scaleShape = (points, factor, dx = 0, dy = 0) => points.map(([x, y]) => [x * factor + dx, y * factor + dy]);
const SHAPES = {
  square: scaleShape(makeRegular(4, Math.PI / 4), 1.22),
  diamond: scaleShape(makeRegular(4, 0), 1.2),
  triangle: scaleShape(makeRegular(3, UP), 1.3, 0, 0.16),
  triangle_down: scaleShape(makeRegular(3, -UP), 1.3, 0, -0.16),
  triangle_right: scaleShape(makeRegular(3, 0), 1.3, -0.16, 0),
  star: scaleShape(makeRegular(5, UP, 0.48), 1.32),
  pentagon: scaleShape(makeRegular(5, UP), 1.1),
  hexagon: scaleShape(makeRegular(6, 0), 1.06),
  octagon: scaleShape(makeRegular(8, Math.PI / 8), 1.05),
};

function tracePath(context, shape, x, y, radius) {
  context.beginPath();
  const corners = SHAPES[shape];
  if (!corners) context.arc(x, y, radius, 0, 2 * Math.PI);
  else {
    corners.forEach(([cx, cy], i) => context[i ? "lineTo" : "moveTo"](x + cx * radius, y + cy * radius));
    context.closePath();
  }
}

const parseColor = (color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
const mix = (color, other, share) => {
  const a = parseColor(color), b = parseColor(other);
  return `#${a.map((v, i) => Math.round(v + (b[i] - v) * share).toString(16).padStart(2, "0")).join("")}`;
};
function withAlpha(color, alpha) {
  const [r, g, b] = parseColor(color);
  return `rgba(${r},${g},${b},${alpha})`;
}

const hatches = new Map();
function makeHatch(context, color, gap, width) {
  const key = `${color}/${gap}/${width}`;
  if (!hatches.has(key)) {
    const tile = document.createElement("canvas");
    const ratio = 2;
    tile.width = tile.height = gap * ratio;
    const pen = tile.getContext("2d");
    pen.strokeStyle = color;
    pen.lineWidth = width * ratio;
    pen.lineCap = "square";
    const size = tile.width;
    for (const shift of [-size, 0, size]) {
      pen.beginPath(); pen.moveTo(shift, size); pen.lineTo(shift + size, 0); pen.stroke();
    }
    const pattern = context.createPattern(tile, "repeat");
    pattern.setTransform(new DOMMatrix([1 / ratio, 0, 0, 1 / ratio, 0, 0]));
    hatches.set(key, pattern);
  }
  return hatches.get(key);
}

/* One symbol: filled for what is said to have happened, hollow for what is not. */
function drawSymbol(context, theme, look, x, y, radius) {
  const { color, shape, fill: filling, dash, opacity, pale } = look;
  const paint = legible(theme, color);
  const edge = theme.dark ? mix(paint, "#ffffff", 0.35) : mix(paint, "#000000", 0.4);
  context.lineJoin = "round";
  tracePath(context, shape, x, y, radius + 1.4);
  context.fillStyle = theme.surface;
  context.globalAlpha = 0.95;
  context.fill();
  tracePath(context, shape, x, y, radius);
  context.globalAlpha = opacity;
  if (filling === "solid") {
    context.fillStyle = pale ? mix(paint, theme.surface, 0.68) : paint;
    context.fill();
  } else if (filling === "hatch") {
    context.fillStyle = mix(paint, theme.surface, 0.75);
    context.fill();
    context.fillStyle = makeHatch(context, paint, 4, 1.6);
    context.fill();
  }
  context.globalAlpha = 1;
  context.setLineDash(dash.map((part) => part * 0.6));
  context.lineWidth = filling === "none" ? 1.6 : 1.1;
  context.strokeStyle = filling === "none" ? mix(edge, paint, 0.5) : edge;
  context.stroke();
  context.setLineDash([]);
}

function luminance(color) {
  const [r, g, b] = parseColor(color).map((v) => (v / 255) ** 2.2);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function lookOf(model, row) {
  const kind = kindOf(model, row), status = statusOf(model, row);
  return {
    color: kind.color, shape: kind.shape, fill: status.fill, dash: status.dash,
    // Never so faint that the kind cannot be told; the ring around says the rest.
    opacity: Math.max(0.62, precisionOf(model, row).opacity) * status.opacity,
    pale: !model.isEvent[row],
  };
}

function makeIcon(theme, look, size, radius = size / 2 - 3) {
  const canvas = document.createElement("canvas");
  const ratio = 2;
  canvas.width = canvas.height = size * ratio;
  canvas.className = "gc-icon";
  canvas.style.width = canvas.style.height = `${size}px`;
  canvas.setAttribute("aria-hidden", "true");
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  if (typeof look === "function") look(context, size);
  else drawSymbol(context, theme, look, size / 2, size / 2, radius);
  return canvas;
}

function readTheme() {
  const css = getComputedStyle(document.documentElement);
  const read = (name) => css.getPropertyValue(`--${name}`).trim();
  const theme = {};
  for (const name of ["sea", "land", "border", "admin", "river", "label", "label-strong", "halo", "surface", "ink", "line"]) {
    theme[name.replace("-s", "S")] = read(name);
  }
  theme.dark = luminance(theme.land) < 0.3;
  theme.font = getComputedStyle(document.body).fontFamily;
  return theme;
}
