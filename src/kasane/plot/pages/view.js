// What is shown of the data, and how numbers look: as text, as colours, as heights.
//
// The scripts of the page are joined into one module: view, surface, formula, race.

const data = JSON.parse(document.getElementById("data").textContent);
const land = data.surface;
const runs = data.runs;
const at = (id) => document.getElementById(id);
const canvas = at("canvas");
const pen = canvas.getContext("2d");
const tail = 8;

// "sgd" says nothing of its learning rate.
for (const run of runs) {
  if (run.params.lr !== undefined && !run.name.includes("lr=")) run.name += `, lr\u00a0=\u00a0${run.params.lr}`;
}

const lastStep = Math.max(...runs.map((run) => run.t.at(-1)));
const see = {
  step: 0, playing: false, solid: false, log: land.log, paths: false, chosen: 0,
  hidden: new Set(), theme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
};
const home = () => ({ x: (land.domain[0] + land.domain[1]) / 2, y: (land.domain[2] + land.domain[3]) / 2,
  zoom: 1, azimuth: land.azimuth, elevation: land.elevation });
let view = home();

// Numbers and colours.

function number(x) {
  if (!Number.isFinite(x)) return x === null ? "–" : String(x);
  if (x === 0) return "0";
  const size = Math.abs(x);
  let text = size < 1e-3 || size >= 1e5 ? x.toExponential(3) : x.toPrecision(4);
  if (text.includes(".")) text = text.replace(/\.?0+(e|$)/, "$1");
  return text.replace("e+", "e").replaceAll("-", "−");
}
const theme = () => data.themes[see.theme];
const bytes = (color) => [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16));
const mix = (a, b, part) => a.map((v, i) => Math.round(v + (b[i] - v) * part));
const css = (rgb) => `rgb(${rgb.join(",")})`;
const lineOf = (k) => theme().lines[k % theme().lines.length];
const dashOf = (k) => [[], [7, 4], [2, 3]][Math.floor(k / theme().lines.length) % 3];

// Heights between 0 and 1, for colours and the third dimension.
const finite = land.values.filter(Number.isFinite);
const low = finite.reduce((a, b) => Math.min(a, b), Infinity);
const range = finite.reduce((a, b) => Math.max(a, b), -Infinity) - low || 1;
const unit = Math.min(1, range / 100);
function height(f) {
  const above = Math.max(f - low, 0);
  return see.log ? Math.log1p(above / unit) / Math.log1p(range / unit) : above / range;
}
const valueAt = (h) => low + (see.log ? unit * Math.expm1(h * Math.log1p(range / unit)) : h * range);

/// The scale's colour, paler than the lines drawn over it.
function heat(h) {
  const stops = theme().heat;
  const place = Math.min(Math.max(h, 0), 1) * (stops.length - 1);
  const i = Math.min(Math.floor(place), stops.length - 2);
  const pure = mix(bytes(stops[i]), bytes(stops[i + 1]), place - i);
  return mix(pure, bytes(theme().background), 0.5);
}
