// The table: sorted, searched, page by page.
const table = $("table");
const ROWS = 25;
const order = { key: "score", down: true, page: 0 };
const keys = {
  giver: (s) => s.supply.site.name, taker: (s) => s.demand.site.name, distance: (s) => s.metres, amount: (s) => s.amount,
  plan: (s) => s.plan, carbon: (s) => s.carbon, euros: (s) => s.euros, score: (s) => s.score, confidence: (s) => s.confidence,
};
const heads = table ? [...table.querySelectorAll("th")] : [];
const texts = heads.map((head) => head.textContent);

const sorted = () => {
  const key = keys[order.key], sign = order.down ? -1 : 1;
  // What is not known comes last, either way. Amounts compare within their unit.
  return [...visible].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    if (x === null || y === null) return (x === null) - (y === null) || a.i - b.i;
    const units = (order.key === "amount" || order.key === "plan") && a.dimension !== b.dimension ? a.dimension - b.dimension : 0;
    return units || sign * (typeof x === "string" ? collator.compare(x, y) : x - y) || a.i - b.i;
  });
};
const cell = (s, key) => {
  const end = (flow) => [flow.site.name, el("span", { class: "res", dir: "auto" }, flow.resource[1])];
  const known = (value, text) => (value === null ? "–" : text(value));
  if (key === "giver") {
    const [name, resource] = end(s.supply);
    return [button(name, () => reveal(s), { class: "link", dir: "auto", title: W.showOnMap }), resource];
  }
  if (key === "taker") {
    const [name, resource] = end(s.demand);
    return [el("b", { dir: "auto" }, name), resource];
  }
  return [{
    distance: () => distance(s.metres), amount: () => quantity(s.amount, s.dimension), plan: () => known(s.plan, (v) => quantity(v, s.dimension ?? s.replacedDimension)),
    carbon: () => known(s.carbon, (v) => about(v / 1000)), euros: () => known(s.euros, about),
    score: () => decimal(s.score, 2), confidence: () => decimal(s.confidence, 2),
  }[key]()];
};
const reveal = (s) => {
  show(s);
  open([s], 0, true);
  $("map").scrollIntoView({ behavior: still ? "auto" : "smooth", block: "start" });
};
const list = () => {
  const rows = sorted(), pages = Math.max(1, Math.ceil(rows.length / ROWS));
  order.page = Math.min(order.page, pages - 1);
  const body = rows.slice(order.page * ROWS, (order.page + 1) * ROWS).map((s) => el("tr", null, ...heads.map((head, i) => {
    const parts = cell(s, head.dataset.key);
    const kind = [head.classList.contains("n") && "n", parts[0] === "–" && "none"].filter(Boolean).join(" ");
    return el("td", { class: kind || null, "data-label": texts[i] }, ...parts);
  })));
  table.tBodies[0].replaceChildren(...(body.length ? body : [el("tr", null, el("td", { colspan: heads.length }, W.none))]));
  for (const head of heads) {
    if (head.dataset.key === order.key) head.setAttribute("aria-sort", order.down ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
  $("found").textContent = fill(W.shown, decimal(rows.length, 0), decimal(synergies.length, 0));
  $("page-number").textContent = fill(W.page, decimal(order.page + 1, 0), decimal(pages, 0));
  $("page-back").disabled = order.page === 0;
  $("page-on").disabled = order.page === pages - 1;
};
const startTable = () => {
  heads.forEach((head, i) => {
    const { key } = head.dataset;
    head.replaceChildren(button(texts[i], () => {
      const text = key === "giver" || key === "taker";
      order.down = order.key === key ? !order.down : !text && key !== "distance";
      order.key = key;
      order.page = 0;
      list();
    }));
  });
  let wait = 0;
  $("search").addEventListener("input", (event) => {
    clearTimeout(wait);
    wait = setTimeout(() => {
      filter.words = plain(event.target.value).split(/\s+/).filter(Boolean);
      order.page = 0;
      refilter();
    }, 120);
  });
  const turn = (by) => () => { order.page += by; list(); };
  $("page-back").textContent = W.previous;
  $("page-on").textContent = W.next;
  $("page-back").addEventListener("click", turn(-1));
  $("page-on").addEventListener("click", turn(1));
  document.querySelector(".controls").hidden = false;
  document.querySelector(".pager").hidden = synergies.length <= ROWS;
  listeners.push(list);
};
