// Keys of the staff pages: j and k walk a list, Enter opens, / searches, ? shows the keys, u undoes. What has
// data-press="c" is pressed by c, focused where it is a field, or unfolded where it is details: in the row that has the
// focus, else on the page.
const typing = (target) => target.closest("textarea, select, [contenteditable]") || target.matches?.("input:not([type=checkbox])");

function walk(step) {
  const rows = [...document.querySelectorAll("[data-row]")]
    .map((row) => (row.matches("a") ? row : row.querySelector("a")))
    .filter((link) => link?.checkVisibility());
  if (!rows.length) return;
  const now = document.activeElement.closest("[data-row]");
  const at = rows.findIndex((link) => link.closest("[data-row]") === now);
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function press(key) {
  const named = `[data-press="${CSS.escape(key)}"]`;
  const row = document.activeElement.closest("[data-row]");
  const found = row?.querySelector(named) ?? [...document.querySelectorAll(named)].find((one) => !one.closest("[data-row]"));
  if (!found) return false;
  if (found.matches("details")) {
    found.open = !found.open;
    (found.open ? found.querySelector("input:not([type=hidden]), select, textarea") : row?.querySelector("a"))?.focus();
    return true;
  }
  found.closest("details")?.setAttribute("open", "");
  if (found.matches("input:not([type=checkbox]), select, textarea")) found.focus();
  else found.click();
  return true;
}

const actions = {
  j: () => walk(1),
  k: () => walk(-1),
  "/": () => document.querySelector("[data-search]")?.focus(),
  "?": () => document.getElementById("keys")?.togglePopover(),
  u: () => document.querySelector("[data-undo] button")?.click(),
  n: () => document.querySelector("[data-primary]")?.click(),
};

// On a phone the rail, and the pages of a section, are strips: show where we are.
for (const here of document.querySelectorAll(".rail [aria-current], .places [aria-current]"))
  here.scrollIntoView({ block: "nearest", inline: "nearest" });

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) return event.target.form.requestSubmit();
  const held = event.ctrlKey || event.metaKey || event.altKey;
  if (event.defaultPrevented || (held && !event.getModifierState("AltGraph"))) return; // [ and ] are AltGr in German
  if (event.key === "Escape" && typing(event.target)) return event.target.blur();
  if (typing(event.target) || event.key.length !== 1) return;
  if (press(event.key)) return event.preventDefault();
  if (!Object.hasOwn(actions, event.key)) return;
  event.preventDefault();
  actions[event.key]();
});
