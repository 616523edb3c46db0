// The data, and the words and numbers of the reader's language. Texts go into the page as text, never as HTML.
const D = JSON.parse(document.getElementById("data").textContent);
const W = D.words;
const $ = (id) => document.getElementById(id);
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

const el = (tag, attributes, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "onclick") node.addEventListener("click", value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
};
const fill = (text, ...values) => text.replace(/\{(\d)\}/g, (_, i) => values[i]);

const french = D.lang === "fr";
const collator = new Intl.Collator(D.lang, { numeric: true, sensitivity: "base" });
const decimal = (number, digits) => {
  const [whole, rest] = Math.abs(number).toFixed(digits).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, french ? "\u202f" : ",") + (rest ? (french ? "," : ".") + rest : "");
  return (number < 0 && /[1-9]/.test(grouped) ? "\u2212" : "") + grouped;
};
// Three significant digits, millions and more in words.
const about = (number) => {
  const size = Math.abs(number);
  if (size >= 1e15) return number.toExponential(2).replace("+", "");
  const [scale, word] = size >= 1e9 ? [1e9, french ? (size < 2e9 ? "\u00a0milliard" : "\u00a0milliards") : "\u00a0billion"]
    : size >= 1e6 ? [1e6, french ? (size < 2e6 ? "\u00a0million" : "\u00a0millions") : "\u00a0million"] : [1, ""];
  const scaled = Number((number / scale).toPrecision(3));
  const digits = Math.abs(scaled) >= 100 || scaled === 0 ? 0 : Math.abs(scaled) >= 10 ? 1 : Math.abs(scaled) >= 1 ? 2 : 3;
  const text = decimal(scaled, digits);
  return (digits ? text.replace(/[.,]?0+$/, "") : text) + word;
};
const distance = (m) => (m < 1000 ? `${decimal(m, 0)}\u00a0m` : `${decimal(m / 1000, m < 99950 ? 1 : 0)}\u00a0km`);
const quantity = (amount, dimension) => (amount === null ? "–" : `${about(amount)}\u00a0${D.units[dimension]}`);

const sites = D.sites.map(([name, activity, x, y, sides], i) => ({ i, name, activity, x, y, sides, synergies: [] }));
const flows = D.flows.map(([id, site, resource, demand, amount, dimension, state]) => (
  { id, site: sites[site], resource: D.resources[resource], demand, amount, dimension, state }));
const synergies = D.synergies.map((row, i) => {
  const [supply, demand, rule, step, open, metres, radius, amount, dimension, plan, replaced, replacedDimension,
    carbon, euros, score, confidence, criteria, limitCarbon, limitEuros, notCounted] = row;
  return { i, supply: flows[supply], demand: flows[demand], rule: D.rules[rule], step: step === null ? null : D.steps[step],
    open, metres, radius, amount, dimension, plan, replaced, replacedDimension, carbon, euros, score: score / 1000,
    confidence: confidence / 1000, criteria, limitCarbon, limitEuros, notCounted, group: flows[supply].resource[2] };
});
for (const s of synergies) {
  s.supply.site.synergies.push(s);
  if (s.demand.site !== s.supply.site) s.demand.site.synergies.push(s);
}

// What is shown: on the map and in the table alike.
const filter = { groups: new Set(D.groups.keys()), plan: false, words: [] };
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const searchable = (s) => s.text ?? (s.text = plain([s.supply, s.demand].flatMap((flow) => [
  flow.id, flow.site.name, flow.site.activity || "", flow.resource[0], flow.resource[1]]).concat(s.rule[0], D.groups[s.group][0]).join("\n")));
const shown = (s) => filter.groups.has(s.group) && (!filter.plan || s.plan > 0) &&
  filter.words.every((word) => searchable(s).includes(word));
const listeners = [];
let visible = synergies;
const refilter = () => {
  visible = synergies.filter(shown);
  listeners.forEach((listener) => listener());
};
