// Nothing above touches the page: a page without sites or synergies has neither map nor table.
document.documentElement.classList.add("js");
if (canvas && pen) startMap();
if (table) startTable();
refilter();
// On paper, the method is told in full.
const folded = () => document.querySelectorAll("#method details:not([open])");
addEventListener("beforeprint", () => folded().forEach((details) => { details.open = details.dataset.printed = true; }));
addEventListener("afterprint", () => document.querySelectorAll("[data-printed]").forEach((details) => {
  details.open = false;
  delete details.dataset.printed;
}));
