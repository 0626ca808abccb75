/* The key, which is also the switchboard. */

function makeSwitch({ id, words, icon, count, checked, disabled, onChange }) {
  const input = make("input", { type: "checkbox", id, checked, disabled });
  input.addEventListener("change", () => onChange(input.checked));
  const number = make("span", { className: "gc-count", text: NUMBER.format(count()) });
  const label = make("label", { className: "gc-switch", htmlFor: id }, input, icon, make("span", { className: "gc-switch-words", text: words, dir: "auto" }), number);
  return { label, input, update: () => { number.textContent = NUMBER.format(count()); } };
}

function makeKey(page, body) {
  const { model, state } = page;
  const switches = [];
  const section = (title, ...children) => make("section", {}, make("h2", { text: title }), ...children);
  const layerList = make("div", { className: "gc-switches" });
  for (const [name, style] of Object.entries(model.style.layers)) {
    const total = name === "places" ? model.places.wx.length : model.layers[name].row.length;
    const one = makeSwitch({
      id: `gc-layer-${name}`, words: style.label, icon: makeIcon(model.theme, (context, size) => drawLayerIcon(context, size, page, name), 22),
      count: () => countShown(model, state, name), checked: state.layers[name] && total > 0, disabled: total === 0,
      onChange: (on) => { state.layers[name] = on; state.change(); },
    });
    switches.push(one);
    state.onChange(() => { if (total) one.input.checked = state.layers[name]; });
    layerList.append(one.label);
  }
  body.append(section(WORDS.layersTitle, layerList));
  const holders = make("ul", { className: "gc-reading", id: "gc-holders" });
  const named = new Set();
  for (const { control, color, label } of model.territory.values()) {
    const key = `${label}/${control.label}`;
    if (!label || named.has(key)) continue;
    named.add(key);
    const swatch = makeIcon(model.theme, (context, size) => {
      context.beginPath(); context.rect(3, 5, size - 6, size - 10);
      context.fillStyle = control.fill === "hatch" ? makeHatch(context, withAlpha(color, 0.7), 5, 1.5) : withAlpha(color, 0.28);
      context.fill(); context.strokeStyle = color; context.lineWidth = 1.4; context.setLineDash([3, 2]); context.stroke();
    }, 22);
    holders.append(make("li", {}, swatch, make("span", {}, given("span", label), ` · ${control.label}`)));
  }
  if (named.size) body.append(section(WORDS.holdersTitle, holders));

  const onMap = new Set();
  for (const name of RECORD_LAYERS) model.layers[name].row.forEach((row) => onMap.add(row));
  const firstRows = new Map();
  for (const row of onMap) if (!firstRows.has(model.record[row])) firstRows.set(model.record[row], row);
  const rows = [...firstRows.values()];
  const filterList = (values, codes, hidden, lookFor, styles, prefix, other) => {
    const list = make("div", { className: "gc-switches" });
    // A table may hold a value that has no style of its own: it is listed under its own name.
    for (const key of [...Object.keys(styles), ...values.filter((value) => !(value in styles))]) {
      const code = values.indexOf(key);
      const mine = code < 0 ? [] : rows.filter((row) => codes[row] === code);
      if (!mine.length) continue;
      const one = makeSwitch({
        id: styles[key] ? `${prefix}-${key}` : `${prefix}-other-${code}`, words: styles[key]?.label ?? key, icon: makeIcon(model.theme, lookFor(key, mine), 22, 6.5),
        count: () => mine.filter((row) => !other(row)).length, checked: true,
        onChange: (on) => { if (on) hidden.delete(code); else hidden.add(code); state.change(); },
      });
      switches.push(one);
      list.append(one.label);
    }
    return list;
  };
  if (rows.length) {
    body.append(section(WORDS.kindsTitle, filterList(model.kinds, model.kind, state.hiddenKinds,
      (key, mine) => ({ ...kindOf(model, mine[0]), fill: "solid", dash: [], opacity: 1, pale: mine.every((row) => !model.isEvent[row]) }),
      model.style.kinds, "gc-kind", (row) => state.hiddenStatuses.has(model.status[row]))));
    body.append(section(WORDS.statusTitle, filterList(model.statuses, model.status, state.hiddenStatuses,
      (key, mine) => ({ ...statusOf(model, mine[0]), color: "#5a6672", shape: "circle", pale: false }),
      model.style.status, "gc-status", (row) => state.hiddenKinds.has(model.kind[row]))));
    const notes = make("ul", { className: "gc-reading" });
    const note = (draw, words) => notes.append(make("li", {}, makeIcon(model.theme, draw, 30), make("span", { text: words })));
    const plain = { color: "#7d8791", shape: "circle", fill: "solid", dash: [], opacity: 1 };
    note((context) => { drawSymbol(context, model.theme, plain, 5, 20, 3.5); drawSymbol(context, model.theme, plain, 19, 16, 8); }, WORDS.sizeNote);
    note((context) => drawDisc(context, model.theme, plain, false), WORDS.groupNote);
    note((context) => drawDisc(context, model.theme, plain, true), WORDS.coarseNote);
    note((context) => drawSymbol(context, model.theme, { ...plain, pale: true }, 15, 15, 6.5), WORDS.paleNote);
    body.append(section(WORDS.readingTitle, notes));
  }
  state.onChange(() => switches.forEach((one) => one.update()));
}

function drawDisc(context, theme, look, coarse) {
  context.beginPath(); context.arc(15, 15, 12.5, 0, 2 * Math.PI);
  context.fillStyle = theme.surface; context.fill();
  context.setLineDash(coarse ? [3, 3] : []); context.lineWidth = 1.2; context.strokeStyle = theme.ring; context.stroke();
  context.setLineDash([]);
  for (const [x, y] of coarse ? [[15, 15]] : [[10, 12], [20, 12], [15, 20]]) drawSymbol(context, theme, look, x, y, 3.6);
}

function drawLayerIcon(context, size, page, name) {
  const { theme, style } = page.model;
  const layer = style.layers[name];
  const color = legible(theme, layer.color === "#000000" && !theme.dark ? "#2f3640" : layer.color);
  const middle = size / 2;
  if (name === "events") drawSymbol(context, theme, { color: "#7d8791", shape: "circle", fill: "solid", dash: [], opacity: 1 }, middle, middle, 6);
  else if (name === "places") {
    context.beginPath(); context.arc(middle, middle, 3.5, 0, 2 * Math.PI);
    context.fillStyle = theme.ring; context.fill(); context.strokeStyle = theme.surface; context.lineWidth = 1.5; context.stroke();
  } else if (name === "event_areas" || name === "territory") {
    context.beginPath(); context.rect(3, 5, size - 6, size - 10);
    context.fillStyle = withAlpha(name === "territory" ? color : "#5a6672", 0.2); context.fill();
    context.strokeStyle = name === "territory" ? color : theme.ring; context.lineWidth = 1.4;
    context.setLineDash([3, 2]); context.stroke();
  } else {
    context.strokeStyle = context.fillStyle = color; context.lineWidth = layer.width;
    if (name === "routes") context.setLineDash([6, 3]);
    context.beginPath(); context.moveTo(2, size - 5); context.quadraticCurveTo(middle - 2, 5, size - (name === "flows" ? 7 : 2), 6); context.stroke();
    context.setLineDash([]);
    if (name === "flows") { context.beginPath(); context.moveTo(size - 1, 6); context.lineTo(size - 9, 1.5); context.lineTo(size - 9, 10.5); context.fill(); }
  }
}
