// Comfort of the queue: "a" takes the row that has the focus where none is ticked; what arrives is said aloud.
let last = null;
const saying = document.querySelector("[data-announce]");

document.addEventListener("focusin", ({ target }) => {
  last = target.closest("[data-row]") ?? last;
  if (target.dataset.press === "a" && last?.isConnected && !document.querySelector("[name=case]:checked")) {
    last.querySelector("[name=case]").checked = true;
  }
});

new MutationObserver((changes) => {
  const arrived = changes.flatMap(({ addedNodes }) => [...addedNodes]).find((node) => node.matches?.(".arrived"));
  if (arrived) saying.textContent = arrived.querySelector(".said")?.textContent ?? "";
}).observe(document.getElementById("queue"), { childList: true, subtree: true });
