// The race itself: the optimizers on the surface, what the chosen one did, and all that can be
// clicked.

// Optimizers on their way.

/// The last point of a run that is not later than the step.
function reached(run, step) {
  let [from, to] = [0, run.t.length - 1];
  while (from < to) {
    const middle = (from + to + 1) >> 1;
    if (run.t[middle] <= step) from = middle;
    else to = middle - 1;
  }
  return from;
}

function path(run, from, to) {
  pen.beginPath();
  let open = false;
  for (let i = from; i <= to; ++i) {
    const p = place(run.x[i], run.y[i], run.f[i]);
    if (!p || !p.every(Number.isFinite)) {
      open = false;
      continue;
    }
    if (open) pen.lineTo(...p);
    else pen.moveTo(...p);
    open = true;
  }
}

function drawRun(run, k) {
  const end = reached(run, see.step);
  const begin = see.paths ? 0 : Math.max(0, end - tail);
  pen.lineJoin = pen.lineCap = "round";
  path(run, begin, end);
  pen.setLineDash([]);
  pen.strokeStyle = theme().background;
  pen.lineWidth = k === see.chosen ? 6 : 4.5;
  pen.stroke();
  pen.setLineDash(dashOf(k));
  pen.strokeStyle = lineOf(k);
  pen.lineWidth = k === see.chosen ? 3.2 : 2;
  pen.stroke();
  pen.setLineDash([]);
  const head = place(run.x[end], run.y[end], run.f[end]);
  if (!head || !head.every(Number.isFinite)) return;
  pen.beginPath();
  pen.arc(...head, k === see.chosen ? 7 : 5.5, 0, 7);
  pen.fillStyle = lineOf(k);
  pen.lineWidth = 2;
  pen.strokeStyle = theme().background;
  pen.fill();
  pen.stroke();
}

function mark(p, draw, text) {
  if (!p) return;
  for (const [color, width] of [[theme().background, 5], [theme().ink, 2]]) {
    pen.strokeStyle = color;
    pen.lineWidth = width;
    pen.beginPath();
    draw(...p);
    pen.stroke();
  }
  pen.font = "600 13px system-ui, sans-serif";
  pen.textAlign = p[0] > (see.solid ? size.w : box().l + box().w) - 70 ? "right" : "left";
  pen.textBaseline = "bottom";
  pen.lineWidth = 3;
  pen.strokeStyle = theme().background;
  pen.fillStyle = theme().ink;
  const x = p[0] + (pen.textAlign === "left" ? 9 : -9);
  pen.strokeText(text, x, p[1] - 5);
  pen.fillText(text, x, p[1] - 5);
}

function drawMarks() {
  const cross = (x, y) => {
    pen.moveTo(x - 6, y - 6);
    pen.lineTo(x + 6, y + 6);
    pen.moveTo(x + 6, y - 6);
    pen.lineTo(x - 6, y + 6);
  };
  mark(place(...land.start, land.startValue), (x, y) => pen.arc(x, y, 6, 0, 7), "start");
  land.minima.forEach((p, k) => mark(place(...p, land.least ?? low), cross, k ? "" : "lowest"));
}

function draw() {
  drawBase();
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.drawImage(base, 0, 0);
  pen.scale(size.dpr, size.dpr);
  pen.save();
  if (!see.solid) {
    const b = box();
    pen.beginPath();
    pen.rect(b.l, b.t, b.w, b.h);
    pen.clip();
  }
  const order = [...runs.keys()].filter((k) => !see.hidden.has(k) && k !== see.chosen);
  if (!see.hidden.has(see.chosen)) order.push(see.chosen);
  for (const k of order) drawRun(runs[k], k);
  drawMarks();
  pen.restore();
}

// Words beside the picture.

function make(name, text, kind) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

function makeLegend() {
  const body = at("legend").tBodies[0];
  runs.forEach((run, k) => {
    const show = make("input");
    show.type = "checkbox";
    show.checked = true;
    show.setAttribute("aria-label", `show ${run.name}`);
    show.onchange = () => {
      see.hidden[show.checked ? "delete" : "add"](k);
      update();
    };
    const choose = make("input");
    choose.type = "radio";
    choose.name = "chosen";
    choose.checked = k === 0;
    choose.onchange = () => {
      see.chosen = k;
      update();
    };
    const label = make("label");
    label.append(choose, make("span", run.name));
    const name = make("td", undefined, "name");
    name.append(label);
    if (run.note) name.append(make("span", run.note, "note"));
    const swatch = make("canvas");
    swatch.width = 56;
    swatch.height = 24;
    swatch.style.width = "28px";
    const cells = [make("td"), make("td"), name, make("td")];
    cells[0].append(show);
    cells[1].append(swatch);
    const row = make("tr");
    row.append(...cells);
    body.append(row);
  });
}

function updateLegend() {
  runs.forEach((run, k) => {
    const row = at("legend").tBodies[0].rows[k];
    row.cells[3].textContent = number(run.f[reached(run, see.step)]);
    const to = row.querySelector("canvas").getContext("2d");
    to.clearRect(0, 0, 56, 24);
    to.lineWidth = 6;
    to.setLineDash(dashOf(k).map((d) => 2 * d));
    to.strokeStyle = lineOf(k);
    to.beginPath();
    to.moveTo(2, 12);
    to.lineTo(54, 12);
    to.stroke();
  });
}

function explain() {
  const run = runs[see.chosen];
  const i = reached(run, see.step);
  at("chosen").textContent = `Step ${run.t[i]} of ${run.name}`;
  const area = at("explain");
  area.textContent = "";
  if (i === 0 || !run.d) {
    area.append(make("p", i === 0 ? "This is the start. Go a step on to see what moved it." : "No details were recorded."));
    return;
  }
  const table = make("table");
  const head = table.createTHead().insertRow();
  ["", "x", "y"].forEach((text) => head.append(make("th", text)));
  const body = table.createTBody();
  for (const [name, values, kind] of rowsOf(run, i)) {
    const row = body.insertRow();
    if (kind) row.className = kind;
    row.append(make("th", name), ...values.map((x) => make("td", number(x))));
  }
  const rule = make("p");
  rule.append("Rule: ", make("code", run.formula || run.name));
  const settings = make("p", Object.entries(run.params).map(([name, x]) => `${name} = ${number(x)}`).join(", "));
  area.append(table, rule, settings);
}

const pair = (list, k) => [list[2 * k], list[2 * k + 1]];

function rowsOf(run, i) {
  const here = momentOf(run, i);
  const rows = [["position before", here.before, "key"]];
  if (run.at) rows.push(["gradient taken at", pair(run.at, i - 1)]);
  rows.push(["gradient g", here.g]);
  for (const slot of run.slots) {
    if (here.earlier) rows.push([`${slot.name} before`, here.earlier[slot.name]]);
    rows.push([`${slot.name} now`, pair(slot.v, i - 1)]);
  }
  for (const [text, values] of explained(run, here)) rows.push([text, values, "part"]);
  rows.push(["update", here.d, "key"], ["position after", here.before.map((x, k) => x + here.d[k]), "key"]);
  return rows;
}

function momentOf(run, i) {
  const slots = {};
  const earlier = i > 1 && run.t[i - 1] === run.t[i] - 1 ? {} : undefined;
  for (const slot of run.slots) {
    slots[slot.name] = pair(slot.v, i - 1);
    if (earlier) earlier[slot.name] = pair(slot.v, i - 2);
  }
  return { before: pair(run.w, i - 1), g: pair(run.g, i - 1), d: pair(run.d, i - 1), slots, earlier,
    t: run.t[i], f: run.f[i - 1] };
}

// What changes what is seen.

function update() {
  see.step = Math.min(Math.max(see.step, 0), lastStep);
  at("step").value = see.step;
  at("count").textContent = `${Math.floor(see.step)} / ${lastStep}`;
  for (const [id, on] of [["contour", !see.solid], ["surface", see.solid], ["play", see.playing]]) {
    at(id).setAttribute("aria-pressed", on);
  }
  at("play").textContent = see.playing ? "Pause" : "Play";
  at("hint").textContent = see.solid
    ? "Drag or arrow keys turn the surface, wheel or + and − zoom."
    : "Drag or arrow keys move the map, wheel or + and − zoom.";
  canvas.setAttribute("aria-label", `${land.name}: ${runs.length} optimizers at step ${Math.floor(see.step)}`);
  updateLegend();
  explain();
  draw();
}

function paint() {
  const { lines, heat: ignored, ...colors } = theme();
  for (const [name, color] of Object.entries(colors)) document.documentElement.style.setProperty(`--${name}`, color);
  document.documentElement.style.setProperty("--line0", lines[0]);
  document.documentElement.style.colorScheme = see.theme;
}

function resize() {
  const dpr = devicePixelRatio || 1;
  size = { w: canvas.clientWidth, h: canvas.clientHeight, dpr };
  canvas.width = Math.round(size.w * dpr);
  canvas.height = Math.round(size.h * dpr);
  update();
}

let before = 0;
function tick(now) {
  if (!see.playing) return;
  const speed = Math.max(8, lastStep / 12);  // steps a second
  const fraction = see.step + (Math.min(now - before, 100) / 1000) * speed;
  before = now;
  see.step = fraction;
  if (see.step >= lastStep) see.playing = false;
  update();
  requestAnimationFrame(tick);
}
function play(on) {
  if (on && see.step >= lastStep) see.step = 0;
  see.playing = on;
  if (!on) see.step = Math.floor(see.step);
  before = performance.now();
  update();
  if (on) requestAnimationFrame(tick);
}

function turn(dx, dy) {  // pixels
  if (see.solid) {
    view.azimuth = (view.azimuth - dx * 0.4) % 360;
    view.elevation = Math.min(89, Math.max(5, view.elevation + dy * 0.3));
  } else {
    const v = window2d();
    view.x -= (dx / box().w) * v.w;
    view.y += (dy / box().h) * v.h;
  }
  draw();
}
function zoom(factor) {
  view.zoom = Math.min(200, Math.max(0.4, view.zoom * factor));
  draw();
}

const fingers = new Map();
canvas.onpointerdown = (event) => {
  canvas.focus();
  canvas.setPointerCapture(event.pointerId);
  fingers.set(event.pointerId, [event.clientX, event.clientY]);
};
canvas.onpointermove = (event) => {
  const old = fingers.get(event.pointerId);
  if (!old) return;
  const now = [event.clientX, event.clientY];
  if (fingers.size === 2) {
    const [other] = [...fingers].filter(([id]) => id !== event.pointerId).map(([, p]) => p);
    const apart = (p) => Math.hypot(p[0] - other[0], p[1] - other[1]) || 1;
    zoom(apart(now) / apart(old));
  } else {
    turn(now[0] - old[0], now[1] - old[1]);
  }
  fingers.set(event.pointerId, now);
};
canvas.onpointerup = canvas.onpointercancel = (event) => {
  fingers.delete(event.pointerId);
  draw();
};
canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(Math.exp(-event.deltaY * 0.0015));
}, { passive: false });
canvas.onkeydown = (event) => {
  const moves = { ArrowLeft: [-25, 0], ArrowRight: [25, 0], ArrowUp: [0, -25], ArrowDown: [0, 25] };
  if (moves[event.key]) turn(...moves[event.key]);
  else if (event.key === "+" || event.key === "=") zoom(1.25);
  else if (event.key === "-") zoom(0.8);
  else if (event.key === " ") play(!see.playing);
  else return;
  event.preventDefault();
};

at("play").onclick = () => play(!see.playing);
at("step").oninput = () => {
  see.playing = false;
  see.step = Number(at("step").value);
  update();
};
for (const id of ["contour", "surface"]) {
  at(id).onclick = () => {
    see.solid = id === "surface";
    view.zoom = 1;
    update();
  };
}
for (const id of ["log", "paths"]) {
  at(id).checked = see[id];
  at(id).onchange = () => {
    see[id] = at(id).checked;
    update();
  };
}
at("reset").onclick = () => {
  view = home();
  draw();
};
at("theme").onclick = () => {
  see.theme = see.theme === "dark" ? "light" : "dark";
  paint();
  update();
};

at("title").textContent = data.title;
at("step").max = lastStep;
makeLegend();
paint();
new ResizeObserver(resize).observe(canvas);
resize();
