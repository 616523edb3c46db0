// The card of a synergy, or of a site.
const card = $("card");
let opened = null; // what had the focus when the card opened
let choice = { list: [], at: 0 };

const row = (name, ...value) => [el("dt", null, name), el("dd", { dir: "auto" }, ...value)];
const meter = (value) => el("span", { class: "meter", "aria-hidden": "true" }, el("i", { style: `width:${(100 * value).toFixed(0)}%` }));
const button = (text, onclick, attributes) => el("button", { type: "button", onclick, ...attributes }, text);

const synergyCard = (s) => {
  const end = (flow, word) => el("p", { class: "end" }, el("b", { dir: "auto" }, flow.site.name), ` ${word}`, el("span", { dir: "auto" }, flow.resource[1]));
  const year = (text) => fill(W.perYear, text);
  const limit = (metres, text) => (metres === null ? null : fill(text, metres < 0 ? W.never : distance(metres)));
  const limits = [limit(s.limitCarbon, W.limitCarbon), limit(s.limitEuros, W.limitEuros)].filter(Boolean).join("; ");
  const missing = [s.notCounted & 1 && W.treatmentWord, s.notCounted & 2 && W.freight].filter(Boolean).join(", ");
  const plan = s.plan === null ? W.planUnknown : s.plan > 0 ? year(quantity(s.plan, s.dimension)) : W.planNone;
  return [
    el("h3", { tabindex: "-1" }, W.card),
    end(s.supply, W.gives),
    end(s.demand, W.takes),
    el("dl", null,
      ...row(W.score, decimal(s.score, 2), meter(s.score)),
      ...row(W.confidence, decimal(s.confidence, 2), meter(s.confidence)),
      ...row(W.distance, fill(W.distanceValue, distance(s.metres), distance(s.radius))),
      ...row(W.amount, s.amount === null ? W.unknownAmount : year(quantity(s.amount, s.dimension))),
      ...(s.replaced === null ? [] : row(W.replaces, year(quantity(s.replaced, s.replacedDimension)))),
      ...(D.planned ? row(W.plan, plan) : []),
      ...row(W.carbon, s.carbon === null ? W.unknown : `${about(s.carbon / 1000)} ${W.carbonUnit}`),
      ...row(W.euros, s.euros === null ? W.unknown : `${about(s.euros)} ${W.eurosUnit}`),
      ...(missing ? row(W.notCounted, missing) : []),
      ...(limits ? row(W.limits, limits) : []),
      ...row(W.why, s.rule[0]),
      ...(s.step ? row(W.treatment, s.step) : []),
      ...(s.open.length ? row(W.open, s.open.map((gate) => D.gates[gate]).join("; ")) : []),
      ...row(W.sources, s.rule[1].length ? s.rule[1].join("; ") : W.unpublished)),
    el("details", null, el("summary", null, W.criteria), el("dl", { class: "criteria" }, ...D.criteria.flatMap((name, k) => (
      s.criteria[k] === null ? row(name, W.unknown) : row(name, decimal(s.criteria[k] / 1000, 2), meter(s.criteria[k] / 1000)))))),
  ];
};

const siteCard = (site) => {
  const own = [...new Set(site.synergies.flatMap((s) => [s.supply, s.demand]).filter((flow) => flow.site === site))];
  const amount = (flow) => (flow.state === 2 ? W.unknownAmount
    : flow.state === 1 ? (flow.amount === null ? W.belowUnknown : fill(W.below, quantity(flow.amount, flow.dimension)))
      : fill(W.perYear, quantity(flow.amount, flow.dimension)));
  return [
    el("h3", { tabindex: "-1" }, W.site),
    el("p", { class: "end" }, el("b", { dir: "auto" }, site.name), site.activity ? ` ${site.activity}` : ""),
    own.length ? el("h4", null, W.flows) : null,
    el("ul", { class: "plain" }, ...own.slice(0, 30).map((flow) => el("li", null, `${flow.demand ? W.demand : W.supply} `,
      el("b", { dir: "auto" }, flow.resource[1]), ` · ${amount(flow)}`))),
    site.synergies.length ? el("h4", null, W.siteSynergies) : null,
    el("ul", { class: "plain" }, ...site.synergies.slice(0, 30).map((s) => el("li", null, button(
      `${s.supply.site.name} → ${s.demand.site.name}`, () => open([s], 0, true), { class: "link", dir: "auto" }), ` ${decimal(s.score, 2)}`))),
  ];
};

// Shows one of several things that lie at one place: synergies, or a site.
const open = (list, at, focus) => {
  if (card.hidden) opened = document.activeElement;
  choice = { list, at };
  const thing = list[at];
  const isSite = thing.sides !== undefined;
  select(isSite ? null : thing);
  card.replaceChildren(
    el("div", { class: "cardbar" },
      ...(list.length > 1 ? [
        button("‹", () => open(list, (at + list.length - 1) % list.length, true), { "aria-label": W.previous }),
        el("span", null, fill(W.ofMany, at + 1, list.length)),
        button("›", () => open(list, (at + 1) % list.length, true), { "aria-label": W.next }),
      ] : [el("span")]),
      button("×", close, { "aria-label": W.close, class: "close" })),
    ...(isSite ? siteCard(thing) : synergyCard(thing)).filter(Boolean));
  card.hidden = false;
  card.scrollTop = 0;
  if (focus) card.querySelector("h3").focus({ preventScroll: true });
};
const close = () => {
  if (card.hidden) return;
  card.hidden = true;
  select(null);
  if (opened && opened.isConnected && card.ownerDocument.activeElement !== opened) opened.focus({ preventScroll: true });
};
if (card) card.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
