// The surface is drawn into a picture of its own, anew only when something of it changes.

const base = document.createElement("canvas");
let baseKey = "";
let size = { w: 0, h: 0, dpr: 1 };

function box() {  // where the contour view lies on the canvas, in its pixels
  const [l, r, t, b] = [52, 76, 14, 34];
  return { l, t, w: Math.max(size.w - l - r, 40), h: Math.max(size.h - t - b, 40) };
}
function window2d() {
  const [xl, xh, yl, yh] = land.domain;
  const w = (xh - xl) / view.zoom;
  const h = (yh - yl) / view.zoom;
  return { xl: view.x - w / 2, yl: view.y - h / 2, w, h };
}
function flat(x, y) {
  const b = box();
  const v = window2d();
  return [b.l + ((x - v.xl) / v.w) * b.w, b.t + b.h - ((y - v.yl) / v.h) * b.h];
}
function solid(x, y, h) {
  const [xl, xh, yl, yh] = land.domain;
  const [u, v] = [(2 * (x - xl)) / (xh - xl) - 1, (2 * (y - yl)) / (yh - yl) - 1];
  const [a, e] = [(view.azimuth * Math.PI) / 180, (view.elevation * Math.PI) / 180];
  // The eye stands in the direction of the azimuth.
  const right = -u * Math.sin(a) + v * Math.cos(a);
  const near = u * Math.cos(a) + v * Math.sin(a);
  const up = (h - 0.5) * 1.1;
  const depth = near * Math.cos(e) + up * Math.sin(e);
  // So large that the box around the surface just fits in.
  const fit = Math.min((size.w / 2 - Math.min(50, size.w / 9)) / 1.5, (size.h / 2 - 24) / 1.5);
  const scale = (fit * view.zoom * 5) / (5 - depth);
  return [size.w / 2 + right * scale,
    size.h / 2 + (near * Math.sin(e) - up * Math.cos(e)) * scale];
}
const inside = (x, y) => x >= land.domain[0] && x <= land.domain[1] && y >= land.domain[2] && y <= land.domain[3];
const place = (x, y, f) => see.solid ? (inside(x, y) ? solid(x, y, Math.min(height(f), 1)) : null) : flat(x, y);

const n = land.n;
const grid = (i, j) => land.values[j * n + i];
const gridX = (i) => land.domain[0] + ((land.domain[1] - land.domain[0]) * i) / (n - 1);
const gridY = (j) => land.domain[2] + ((land.domain[3] - land.domain[2]) * j) / (n - 1);

function drawContours(to, ink) {
  const levels = 16;
  const heights = land.values.map((f) => (Number.isFinite(f) ? height(f) : NaN));
  const tall = ([i, j]) => heights[j * n + i];
  to.lineWidth = 0.8;
  to.strokeStyle = ink;
  to.globalAlpha = 0.35;
  to.beginPath();
  for (let k = 0; k < (n - 1) ** 2; ++k) {
    const [i, j] = [k % (n - 1), Math.floor(k / (n - 1))];
    const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
    const four = corners.map(tall);
    const last = Math.min(Math.max(...four) * levels, levels - 1);  // NaN, and no level, if one is
    for (let level = Math.max(Math.ceil(Math.min(...four) * levels), 1); level <= last; ++level) {
      const h = level / levels;
      const cuts = [];
      four.forEach((p, side) => {
        const other = (side + 1) % 4;
        if (p < h === four[other] < h) return;
        const part = (h - p) / (four[other] - p);
        const along = (axis) => corners[side][axis] + (corners[other][axis] - corners[side][axis]) * part;
        cuts.push(flat(gridX(along(0)), gridY(along(1))));
      });
      cuts.forEach((p, m) => (m % 2 ? to.lineTo(...p) : to.moveTo(...p)));
    }
  }
  to.stroke();
  to.globalAlpha = 1;
}

function drawRaster(to) {
  const image = new ImageData(n, n);
  land.values.forEach((f, k) => {
    const row = n - 1 - Math.floor(k / n);
    const rgb = Number.isFinite(f) ? heat(height(f)) : bytes(theme().grid);
    image.data.set([...rgb, 255], 4 * (row * n + (k % n)));
  });
  const small = document.createElement("canvas");
  small.width = small.height = n;
  small.getContext("2d").putImageData(image, 0, 0);
  // Pixels have an extent: their centres lie on the grid.
  const [dx, dy] = [gridX(0.5) - gridX(0), gridY(0.5) - gridY(0)];
  const [l, t] = flat(land.domain[0] - dx, land.domain[3] + dy);
  const [r, b] = flat(land.domain[1] + dx, land.domain[2] - dy);
  to.drawImage(small, l, t, r - l, b - t);
}

/// Round numbers that cut an interval into about `count` parts.
function ticks(from, to, count) {
  const power = 10 ** Math.floor(Math.log10((to - from) / count));
  const step = [1, 2, 2.5, 5, 10].map((k) => k * power).find((s) => (to - from) / s <= count + 1);
  const all = [];
  for (let k = Math.ceil(from / step); k * step <= to + step * 1e-9; ++k) all.push(k * step);
  return all;
}

function drawFlat(to) {
  const b = box();
  const v = window2d();
  to.save();
  to.beginPath();
  to.rect(b.l, b.t, b.w, b.h);
  to.clip();
  drawRaster(to);
  drawContours(to, theme().ink);
  to.restore();
  to.strokeStyle = theme().faint;
  to.lineWidth = 1;
  to.strokeRect(b.l, b.t, b.w, b.h);
  to.fillStyle = theme().ink;
  to.font = "13px system-ui, sans-serif";
  to.textAlign = "center";
  to.textBaseline = "top";
  for (const x of ticks(v.xl, v.xl + v.w, Math.max(3, b.w / 90))) {
    to.fillText(number(x), flat(x, 0)[0], b.t + b.h + 7);
  }
  to.textAlign = "right";
  to.textBaseline = "middle";
  for (const y of ticks(v.yl, v.yl + v.h, Math.max(3, b.h / 60))) {
    to.fillText(number(y), b.l - 7, flat(0, y)[1]);
  }
  drawKey(to, b);
}

function drawKey(to, b) {
  const x = b.l + b.w + 12;
  for (let k = 0; k < b.h; ++k) {
    to.fillStyle = css(heat(1 - k / b.h));
    to.fillRect(x, b.t + k, 12, 1.5);
  }
  to.fillStyle = theme().ink;
  to.textAlign = "left";
  for (const h of [0, 0.25, 0.5, 0.75, 1]) {
    to.fillText(number(Number(valueAt(h).toPrecision(2))), x + 16, b.t + b.h * (1 - h) + (h ? (h === 1 ? 6 : 0) : -6));
  }
}

function drawSolid(to) {
  drawFloor(to);
  const step = fingers.size ? 4 : 2;  // coarse while it turns
  const cells = Math.floor((n - 1) / step);
  const points = [];
  for (let j = 0; j <= cells; ++j) {
    for (let i = 0; i <= cells; ++i) {
      const f = grid(i * step, j * step);
      points.push([...solid(gridX(i * step), gridY(j * step), height(f)), height(f)]);
    }
  }
  const a = (view.azimuth * Math.PI) / 180;
  const order = (towards) => [...Array(cells).keys()].sort((p, q) => (towards > 0 ? p - q : q - p));
  const columns = order(Math.cos(a));
  for (const j of order(Math.sin(a))) {
    for (const i of columns) {
      const k = j * (cells + 1) + i;
      const four = [points[k], points[k + 1], points[k + cells + 2], points[k + cells + 1]];
      if (!four.every((p) => Number.isFinite(p[2]))) continue;
      const h = (four[0][2] + four[2][2]) / 2;
      // Light from the side shows the relief.
      const slope = (four[1][2] - four[0][2] + four[3][2] - four[0][2]) * cells;
      const shade = Math.max(-0.25, Math.min(0.25, slope * 0.06));
      const color = mix(heat(h), shade > 0 ? [255, 255, 255] : [0, 0, 0], Math.abs(shade));
      to.fillStyle = to.strokeStyle = css(color);
      to.lineWidth = 0.7;
      to.beginPath();
      four.forEach((p, m) => (m ? to.lineTo(p[0], p[1]) : to.moveTo(p[0], p[1])));
      to.closePath();
      to.fill();
      to.stroke();
    }
  }
  drawCorners(to);
}

function drawFloor(to) {
  const [xl, xh, yl, yh] = land.domain;
  to.beginPath();
  for (const p of [[xl, yl], [xh, yl], [xh, yh], [xl, yh]]) to.lineTo(...solid(...p, 0));
  to.closePath();
  to.strokeStyle = theme().faint;
  to.stroke();
}

/// Where the corners are, but for those that the surface may hide.
function drawCorners(to) {
  const [xl, xh, yl, yh] = land.domain;
  const corners = [[xl, yl], [xh, yl], [xh, yh], [xl, yh]];
  const turned = (view.azimuth * Math.PI) / 180;
  to.fillStyle = theme().ink;
  to.strokeStyle = theme().background;
  to.lineWidth = 3;
  to.font = "13px system-ui, sans-serif";
  to.textAlign = "center";
  to.textBaseline = "middle";
  for (const [x, y] of corners) {
    const [px, py] = solid(x, y, 0);
    const near = (x === xh ? 1 : -1) * Math.cos(turned) + (y === yh ? 1 : -1) * Math.sin(turned);
    if (near < -0.6) continue;
    const text = `(${number(x)}, ${number(y)})`;
    const half = to.measureText(text).width / 2 + 4;
    const away = py < size.h / 2 ? -12 : 14;
    const at = [Math.min(Math.max(px, half), size.w - half), Math.min(py + away, size.h - 10)];
    to.strokeText(text, ...at);
    to.fillText(text, ...at);
  }
}

function drawBase() {
  const key = JSON.stringify([size, see.solid, see.log, see.theme, view, see.solid && fingers.size]);
  if (key === baseKey) return;
  baseKey = key;
  base.width = canvas.width;
  base.height = canvas.height;
  const to = base.getContext("2d");
  to.scale(size.dpr, size.dpr);
  to.fillStyle = theme().background;
  to.fillRect(0, 0, size.w, size.h);
  (see.solid ? drawSolid : drawFlat)(to);
}
