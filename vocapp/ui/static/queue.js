// Shortcuts of the queue: "a" claims the focused row where none is ticked; new rows are announced to screen readers.
let last = null;
const saying = document.querySelector("[data-announce]");

document.addEventListener("focusin", ({ target }) => {
  last = target.closest("[data-row]") ?? last;
  if (target.dataset.press === "a" && last?.isConnected && !document.querySelector("[name=case]:checked")) {
    last.querySelector("[name=case]").checked = true;
  }
});

new MutationObserver((changes) => {
  const added = changes.flatMap(({ addedNodes }) => [...addedNodes]).filter((node) => node.nodeType === Node.ELEMENT_NODE);
  const row = added.map((node) => (node.matches("[data-row]") ? node : node.querySelector("[data-row]"))).find(Boolean);
  if (row) saying.textContent = row.querySelector(".feedback").textContent;
}).observe(document.getElementById("queue"), { childList: true, subtree: true });
