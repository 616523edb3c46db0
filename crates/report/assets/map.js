// The map: a canvas to move in.
const canvas = $("canvas");
const pen = canvas && canvas.getContext("2d");
const hint = document.querySelector(".hint");
const INK = "#222222", PAPER = "#ffffff", GIVER = "#222222", BOTH = "#8a8a8a", TAKER = "#ffffff";
const view = { x: 0, y: 0, k: 1, w: 0, h: 0 };
let selected = null, hovered = null, queued = false;

// A line bends to its right, so that there and back are two; several between the same sites fan out.
const seen = new Map();
const lines = synergies.map((s) => {
  const a = s.supply.site, b = s.demand.site;
  const key = a.i < b.i ? `${a.i} ${b.i}` : `${b.i} ${a.i}`;
  const place = seen.get(key) || 0;
  seen.set(key, place + 1);
  const bend = 0.1 + 0.07 * Math.min(place, 12);
  return { s, place, loop: a.x === b.x && a.y === b.y, x0: a.x, y0: a.y, x1: b.x, y1: b.y,
    cx: (a.x + b.x) / 2 + (b.y - a.y) * bend, cy: (a.y + b.y) / 2 - (b.x - a.x) * bend };
});
const most = D.units.map(() => 0);
for (const s of synergies) if (s.plan > 0) most[s.dimension] = Math.max(most[s.dimension], s.plan);
for (const line of lines) {
  const { s } = line;
  line.width = s.plan > 0 ? 1.8 + 5.2 * Math.sqrt(s.plan / most[s.dimension]) : 1.2;
}
const zones = D.zones.map(([name, colour, rings]) => {
  const path = new Path2D();
  let box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    let x = 0, y = 0;
    for (let i = 0; i < ring.length; i += 2) {
      x += ring[i]; y += ring[i + 1];
      path[i ? "lineTo" : "moveTo"](x, y);
      box = [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)];
    }
    path.closePath();
  }
  return { name, colour, path, box };
});
let drawn = lines; // the widest first, so that thin ones lie on top

const toX = (x) => (x - view.x) * view.k + view.w / 2;
const toY = (y) => (y - view.y) * view.k + view.h / 2;
const redraw = () => {
  if (queued || !pen) return;
  queued = true;
  requestAnimationFrame(() => { queued = false; draw(); });
};
const fit = ([left, top, right, bottom]) => {
  view.k = Math.min((view.w - 130) / Math.max(right - left, 1), (view.h - 90) / Math.max(bottom - top, 1), 0.5);
  view.x = (left + right) / 2;
  view.y = (top + bottom) / 2;
  redraw();
};
const fitAll = () => fit([0, 0, ...D.size]);
const zoom = (factor, px = view.w / 2, py = view.h / 2) => {
  const k = Math.min(Math.max(view.k * factor, 1e-6), 5);
  const grow = k / view.k;
  view.x += (px - view.w / 2) * (1 - 1 / grow) / view.k;
  view.y += (py - view.h / 2) * (1 - 1 / grow) / view.k;
  view.k = k;
  redraw();
};
const select = (s) => {
  selected = s;
  redraw();
};
const inView = (line, margin = 0) => {
  const left = Math.min(line.x0, line.x1, line.cx), right = Math.max(line.x0, line.x1, line.cx);
  const top = Math.min(line.y0, line.y1, line.cy), bottom = Math.max(line.y0, line.y1, line.cy);
  return toX(right) >= margin && toX(left) <= view.w - margin && toY(bottom) >= margin && toY(top) <= view.h - margin;
};

const trace = (line) => {
  const x = toX(line.x0), y = toY(line.y0);
  pen.beginPath();
  if (line.loop) {
    pen.arc(x, y - 9 - 3 * line.place, 9 + 3 * line.place, 0, 7); // two sites at one address
  } else {
    pen.moveTo(x, y);
    pen.quadraticCurveTo(toX(line.cx), toY(line.cy), toX(line.x1), toY(line.y1));
  }
};
const at = (line, t) => {
  const u = 1 - t;
  return [toX(u * u * line.x0 + 2 * u * t * line.cx + t * t * line.x1), toY(u * u * line.y0 + 2 * u * t * line.cy + t * t * line.y1)];
};
const arrow = (line, width) => {
  const [x, y] = at(line, 0.62), [bx, by] = at(line, 0.58);
  const length = Math.hypot(x - bx, y - by) || 1, size = 3.5 + width * 1.1;
  const dx = (x - bx) / length * size, dy = (y - by) / length * size;
  pen.beginPath();
  pen.moveTo(x + dx, y + dy);
  pen.lineTo(x - dx - dy * 0.9, y - dy + dx * 0.9);
  pen.lineTo(x - dx + dy * 0.9, y - dy - dx * 0.9);
  pen.fill();
};
const long = (line) => Math.hypot(line.x1 - line.x0, line.y1 - line.y0) * view.k > 46;

const drawZones = () => {
  const ratio = devicePixelRatio || 1;
  pen.save();
  pen.setTransform(ratio * view.k, 0, 0, ratio * view.k, ratio * (view.w / 2 - view.x * view.k), ratio * (view.h / 2 - view.y * view.k));
  pen.lineWidth = 0.8 / view.k;
  pen.strokeStyle = "#a8a8a8";
  for (const zone of zones) {
    pen.fillStyle = zone.colour;
    pen.fill(zone.path, "evenodd");
    pen.stroke(zone.path);
  }
  pen.restore();
};
const drawLines = () => {
  const dot = 1.5 / view.k; // what is shorter than that shows nothing
  const loops = view.k > 0.005;
  const here = drawn.filter((line) => inView(line) && (line.loop ? loops : Math.abs(line.x1 - line.x0) + Math.abs(line.y1 - line.y0) > dot));
  const thin = here.filter((line) => !(line.s.plan > 0)).length, thick = here.length - thin;
  const faint = (count, full, many) => (count <= many ? full : Math.max(full * Math.sqrt(many / count), 0.07));
  const alpha = [faint(thin, 0.6, 120), Math.max(faint(thick, 0.9, 400), 0.3)];
  const rich = here.length < 1500;
  for (const line of here) {
    const planned = line.s.plan > 0;
    pen.globalAlpha = selected ? (selected === line.s ? 1 : 0.16) : alpha[Number(planned)];
    pen.strokeStyle = pen.fillStyle = D.groups[line.s.group][1];
    pen.lineWidth = line.width;
    pen.setLineDash(rich && line.s.amount === null ? [5, 4] : []);
    trace(line);
    pen.stroke();
    if (rich && long(line)) arrow(line, line.width);
  }
  pen.setLineDash([]);
  pen.globalAlpha = 1;
  for (const line of lines) {
    if (line.s !== selected && line.s !== hovered) continue;
    pen.lineWidth = line.width + 6;
    pen.strokeStyle = PAPER;
    trace(line);
    pen.stroke();
    pen.lineWidth = line.width + 1.6;
    pen.strokeStyle = pen.fillStyle = line.s === selected ? INK : D.groups[line.s.group][1];
    trace(line);
    pen.stroke();
    if (long(line)) arrow(line, line.width + 2);
  }
};
const radius = (site) => (site.synergies.length ? 3.2 + Math.min(4.5, 1.3 * Math.log2(1 + site.synergies.length)) : 2.4);
const drawSites = () => {
  const here = sites.filter((site) => toX(site.x) > -9 && toX(site.x) < view.w + 9 && toY(site.y) > -9 && toY(site.y) < view.h + 9);
  const small = here.length > 2000 ? 0.32 : here.length > 600 ? 0.5 : here.length > 200 ? 0.75 : 1;
  pen.strokeStyle = INK;
  for (const site of here) {
    const dim = selected && site !== selected.supply.site && site !== selected.demand.site;
    pen.globalAlpha = dim ? 0.3 : 1;
    pen.lineWidth = small < 1 ? 0.6 : 1;
    pen.fillStyle = [TAKER, GIVER, TAKER, BOTH][site.sides];
    pen.beginPath();
    pen.arc(toX(site.x), toY(site.y), radius(site) * small, 0, 7);
    pen.fill();
    pen.stroke();
  }
  pen.globalAlpha = 1;
  return here;
};
// Names where there is room: of the selected first, then of the sites with most synergies.
const drawNames = (here) => {
  const taken = [];
  const put = (text, spots) => {
    const width = pen.measureText(text).width;
    for (const [dx, dy, align] of spots) {
      const left = align === "left" ? dx : align === "right" ? dx - width : dx - width / 2;
      const box = [left - 2, dy - 8, left + width + 2, dy + 8];
      if (box[0] < 2 || box[2] > view.w - 2 || taken.some((t) => t[0] < box[2] && t[2] > box[0] && t[1] < box[3] && t[3] > box[1])) continue;
      taken.push(box);
      pen.strokeText(text, left, dy);
      pen.fillText(text, left, dy);
      return;
    }
  };
  const chosen = selected ? [selected.supply.site, selected.demand.site] : [];
  const named = here.filter((site) => !chosen.includes(site)).sort((a, b) => b.synergies.length - a.synergies.length || a.i - b.i);
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  pen.lineWidth = 3.5;
  pen.strokeStyle = "rgba(255,255,255,.88)";
  if (here.length < 400) {
    for (const site of here) {
      const r = radius(site);
      taken.push([toX(site.x) - r, toY(site.y) - r, toX(site.x) + r, toY(site.y) + r]);
    }
  }
  for (const site of [...chosen, ...named.slice(0, here.length > 400 ? 16 : 60)]) {
    const x = toX(site.x), y = toY(site.y), r = radius(site) + 5;
    const strong = chosen.includes(site);
    pen.font = `${strong ? "700" : "500"} 12px system-ui, sans-serif`;
    pen.fillStyle = selected && !strong ? "#77808a" : INK;
    const name = site.name.length > 34 ? `${site.name.slice(0, 33)}…` : site.name;
    put(name, [[x + r, y, "left"], [x - r, y, "right"], [x, y - r - 6, "center"], [x, y + r + 6, "center"], [x + r, y + 13, "left"], [x - r, y - 13, "right"]]);
  }
  pen.font = "italic 12px system-ui, sans-serif";
  pen.fillStyle = "#66707a";
  for (const zone of zones) {
    const [left, top, right, bottom] = [toX(zone.box[0]), toY(zone.box[1]), toX(zone.box[2]), toY(zone.box[3])];
    if (right - left < 70 || bottom - top < 24 || right < 0 || left > view.w || bottom < 0 || top > view.h) continue;
    const x = (Math.max(left, 0) + Math.min(right, view.w)) / 2, y = Math.max(top, 0);
    if (pen.measureText(zone.name).width < right - left) put(zone.name, [[x, y + 14, "center"], [x, Math.min(bottom, view.h) - 14, "center"]]);
  }
};
// Metres in a round number, about a sixth of the width.
const drawScale = () => {
  const target = view.w / 6 / view.k, power = 10 ** Math.floor(Math.log10(target));
  const metres = [5, 2, 1].map((n) => n * power).find((n) => n <= target);
  const width = metres * view.k, x = 16, y = view.h - 16;
  pen.fillStyle = "rgba(255,255,255,.85)";
  pen.fillRect(x - 8, y - 24, width + 16, 34);
  pen.strokeStyle = pen.fillStyle = INK;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(x, y - 5);
  pen.lineTo(x, y);
  pen.lineTo(x + width, y);
  pen.lineTo(x + width, y - 5);
  pen.stroke();
  pen.font = "12px system-ui, sans-serif";
  pen.fillText(distance(metres).replace(/[.,]0(?=\D)/, ""), x, y - 14);
};
const draw = () => {
  const ratio = devicePixelRatio || 1;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = PAPER;
  pen.fillRect(0, 0, view.w, view.h);
  drawZones();
  drawLines();
  drawNames(drawSites());
  drawScale();
};

// What lies at a point of the canvas: a site, or lines, the nearest first.
const off = (line, px, py) => {
  if (line.loop) {
    const r = 9 + 3 * line.place;
    return Math.abs(Math.hypot(px - toX(line.x0), py - toY(line.y0) + r) - r);
  }
  let best = Infinity, [ax, ay] = at(line, 0);
  for (let i = 1; i <= 12; i += 1) {
    const [bx, by] = at(line, i / 12), dx = bx - ax, dy = by - ay;
    const t = Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy || 1)));
    best = Math.min(best, Math.hypot(px - ax - t * dx, py - ay - t * dy));
    [ax, ay] = [bx, by];
  }
  return best;
};
const pick = (px, py, reach) => {
  const near = (site) => Math.hypot(toX(site.x) - px, toY(site.y) - py);
  const site = sites.filter((s) => near(s) <= radius(s) + reach / 2).sort((a, b) => near(a) - near(b) || b.synergies.length - a.synergies.length)[0];
  if (site) return [site];
  const close = [];
  for (const line of drawn) {
    if (!inView(line)) continue;
    const distance = off(line, px, py);
    if (distance <= reach + line.width / 2) close.push([distance, line.s]);
  }
  return close.sort((a, b) => a[0] - b[0] || a[1].i - b[1].i).map(([, s]) => s);
};

const tell = (text) => {
  hint.textContent = text;
  hint.hidden = !text;
  clearTimeout(tell.timer);
  if (text) tell.timer = setTimeout(() => { hint.hidden = true; }, 4000);
};
// Brings a synergy into view.
const show = (s) => {
  const line = lines[s.i];
  const margin = 40;
  const ends = [[line.x0, line.y0], [line.x1, line.y1]];
  const seenWhole = ends.every(([x, y]) => toX(x) > margin && toX(x) < view.w - margin && toY(y) > margin && toY(y) < view.h - margin);
  const tiny = Math.hypot(line.x1 - line.x0, line.y1 - line.y0) * view.k < 24;
  if (!seenWhole || tiny) {
    view.x = (line.x0 + line.x1) / 2;
    view.y = (line.y0 + line.y1) / 2;
    const k = Math.min((view.w - 180) / Math.max(Math.abs(line.x1 - line.x0), 1), (view.h - 140) / Math.max(Math.abs(line.y1 - line.y0), 1));
    if (k < view.k || tiny) view.k = Math.min(Math.max(k, 1e-6), 0.2);
  }
  select(s);
};
const step = (by) => {
  const here = visible.filter((s) => inView(lines[s.i], 1));
  if (!here.length) return tell(W.noLine);
  const place = here.indexOf(selected);
  const s = here[place < 0 ? (by > 0 ? 0 : here.length - 1) : (place + by + here.length) % here.length];
  if (card.hidden) { select(s); tell(`${s.supply.site.name} → ${s.demand.site.name}: ${s.supply.resource[1]}`); } else open([s], 0);
};

const listen = () => {
  const fingers = new Map();
  let moved = false, spread = 0;
  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    fingers.set(event.pointerId, point(event));
    moved = fingers.size > 1;
    spread = 0;
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const [px, py] = point(event), last = fingers.get(event.pointerId);
    if (!last) {
      const found = event.pointerType === "mouse" ? pick(px, py, 6) : [];
      const line = found.length && found[0].sides === undefined ? found[0] : null;
      canvas.style.cursor = found.length ? "pointer" : "grab";
      if (line !== hovered) { hovered = line; redraw(); }
      return;
    }
    if (!moved && Math.hypot(px - last[0], py - last[1]) < 5) return;
    moved = true;
    if (fingers.size === 1) {
      view.x -= (px - last[0]) / view.k;
      view.y -= (py - last[1]) / view.k;
      fingers.set(event.pointerId, [px, py]);
      redraw();
    } else {
      const before = [...fingers.values()];
      fingers.set(event.pointerId, [px, py]);
      const after = [...fingers.values()];
      const size = ([a, b]) => Math.hypot(a[0] - b[0], a[1] - b[1]) || 1;
      const middle = ([a, b]) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
      const [mx, my] = middle(after), [lx, ly] = middle(before);
      view.x -= (mx - lx) / view.k;
      view.y -= (my - ly) / view.k;
      zoom(size(after) / (spread || size(before)), mx, my);
      spread = size(after);
    }
  });
  const lift = (event) => {
    const wasDown = fingers.delete(event.pointerId);
    if (event.type === "pointerup" && wasDown && !moved) {
      const found = pick(...point(event), event.pointerType === "mouse" ? 6 : 14);
      if (found.length) open(found, 0); else close();
      canvas.focus({ preventScroll: true });
    }
    spread = 0;
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", () => { if (hovered) { hovered = null; redraw(); } });
  canvas.addEventListener("wheel", (event) => {
    if (document.activeElement !== canvas && !event.ctrlKey) return tell(W.mapIdle);
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.03 : 0.0016)), ...point(event));
  }, { passive: false });
  canvas.addEventListener("focus", () => { canvas.classList.add("active"); tell(W.mapActive); });
  canvas.addEventListener("blur", () => canvas.classList.remove("active"));
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const pan = (dx, dy) => () => { view.x += dx * 60 / view.k; view.y += dy * 60 / view.k; redraw(); };
    const keys = {
      ArrowLeft: pan(-1, 0), ArrowRight: pan(1, 0), ArrowUp: pan(0, -1), ArrowDown: pan(0, 1),
      "+": () => zoom(1.4), "=": () => zoom(1.4), "-": () => zoom(1 / 1.4), 0: fitAll,
      n: () => step(1), p: () => step(-1), Enter: () => selected && open([selected], 0, true), Escape: close,
    };
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act) { event.preventDefault(); act(); }
  });
  $("zoom-in").addEventListener("click", () => zoom(1.5));
  $("zoom-out").addEventListener("click", () => zoom(1 / 1.5));
  $("zoom-all").addEventListener("click", fitAll);
  for (const chip of document.querySelectorAll("[data-group]")) {
    chip.addEventListener("click", () => {
      const group = Number(chip.dataset.group), on = chip.getAttribute("aria-pressed") !== "true";
      chip.setAttribute("aria-pressed", on);
      filter.groups[on ? "add" : "delete"](group);
      refilter();
    });
  }
  const only = $("only-plan");
  if (only) only.addEventListener("change", () => { filter.plan = only.checked; refilter(); });
};
const startMap = () => {
  canvas.hidden = false;
  canvas.setAttribute("aria-label", W.mapLabel);
  document.querySelector(".tools").hidden = false;
  for (const label of document.querySelectorAll(".legend .check")) label.hidden = false;
  listeners.push(() => {
    drawn = visible.map((s) => lines[s.i]).sort((a, b) => b.width - a.width || a.s.i - b.s.i);
    if (selected && !shown(selected)) close();
    redraw();
  });
  listen();
  let first = true;
  new ResizeObserver(() => {
    const ratio = devicePixelRatio || 1;
    [view.w, view.h] = [canvas.clientWidth, canvas.clientHeight];
    [canvas.width, canvas.height] = [Math.round(view.w * ratio), Math.round(view.h * ratio)];
    if (first && view.w) { first = false; fit(D.core); }
    if (pen && view.w) draw();
  }).observe(canvas);
};
