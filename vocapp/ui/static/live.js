// Keeps what has data-live (and an id) current while the page is looked at: data-live="5" reads the page again every five
// seconds, data-live="case" whenever the stream /app/live/case tells of something. A form with data-here is sent without
// leaving the page. Without scripts a reload, and a page after each form, do the same.
const SOON = 300;
const LONGEST_PAUSE = 60000;
const places = [...document.querySelectorAll("[data-live]")];

const key = (node) => node.dataset?.key;
const blank = (node) => node.nodeType === Node.TEXT_NODE && !node.data.trim();

// Make `old` what `fresh` is and keep every node that is still wanted: what is typed, ticked or focused stays so.
function become(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  if (!old.matches("textarea, select")) becomeInside(old, fresh);
}

function becomeInside(old, fresh) {
  const wanted = new Set([...fresh.children].map(key).filter(Boolean));
  if (wanted.size) for (const node of [...old.childNodes, ...fresh.childNodes]) if (blank(node)) node.remove();
  for (const child of [...old.children]) if (key(child) && !wanted.has(key(child))) child.remove();
  const kept = new Map([...old.children].filter(key).map((child) => [key(child), child]));
  let next = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const same = key(child) ? kept.get(key(child)) : next && !key(next) && next.nodeName === child.nodeName ? next : null;
    if (!same) {
      old.insertBefore(child, next);
      if (key(child)) child.classList.add("arrived");
      continue;
    }
    if (same === next) next = next.nextSibling;
    else old.insertBefore(same, next);
    become(same, child);
  }
  while (next) {
    const after = next.nextSibling;
    next.remove();
    next = after;
  }
}

// Where the keyboard was stays where it was; where its row has gone, the row that took its place.
function keepingFocus(change) {
  const focused = document.activeElement;
  const row = focused?.closest("[data-row]");
  const at = row ? [...document.querySelectorAll("[data-row]")].indexOf(row) : -1;
  change();
  if (focused?.isConnected) return focused === document.activeElement || focused.focus({ preventScroll: true });
  const rows = document.querySelectorAll("[data-row]");
  if (at >= 0 && rows.length) rows[Math.min(at, rows.length - 1)].querySelector("a")?.focus();
}

function show(text, olds) {
  const page = new DOMParser().parseFromString(text, "text/html");
  keepingFocus(() => {
    for (const old of olds) {
      const fresh = page.getElementById(old.id);
      if (fresh) become(old, fresh);
    }
  });
}

async function refresh() {
  if (document.visibilityState !== "visible") return;
  const answer = await fetch(location.href, { headers: { accept: "text/html" }, redirect: "manual" });
  if (answer.type === "opaqueredirect") location.reload(); // signed out meanwhile
  else if (answer.ok) show(await answer.text(), places);
}

// Many changes at once reload the page once; a change during a reload, once more. An expensive page names with
// data-live-pause the least number of seconds between two reloads.
const pauseAfter = 1000 * Math.max(0, ...places.map((place) => Number(place.dataset.livePause ?? 0)));
let readAt = -Infinity;
let reading = null;
function refreshSoon() {
  const soon = Math.max(SOON + Math.random() * SOON, readAt + pauseAfter - performance.now());
  reading ??= new Promise((wait) => setTimeout(wait, soon)).then(() => {
    reading = null;
    readAt = performance.now();
    return refresh();
  }).catch(() => undefined);
}

// One stream while the page is visible: browsers allow six connections to a site, and a hidden page needs none.
function listen(topic) {
  let source = null;
  let pause = 1000;
  let again = 0;
  const shut = () => {
    source?.close();
    source = null;
    clearTimeout(again);
  };
  const open = () => {
    if (source || document.visibilityState !== "visible") return;
    source = new EventSource(`/app/live/${topic}`);
    source.addEventListener(topic, refreshSoon);
    source.addEventListener("open", () => {
      pause = 1000;
      refreshSoon(); // of what happened before, nothing will be told
    });
    source.addEventListener("error", () => {
      shut();
      again = setTimeout(open, pause * (0.5 + Math.random()));
      pause = Math.min(LONGEST_PAUSE, pause * 2);
    });
  };
  document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? open() : shut()));
  addEventListener("pagehide", shut);
  addEventListener("pageshow", open);
  open();
}

async function sendHere(form, button) {
  const leaving = () => {
    form.removeAttribute("data-here");
    form.requestSubmit(button);
  };
  const body = new URLSearchParams(new FormData(form, button));
  const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return leaving();
  const path = new URL(answer.url).pathname;
  if (path !== location.pathname) return location.assign(answer.url);
  const fold = form.closest("[data-row] details[open]"); // what was unfolded for it is done with
  if (fold) {
    fold.closest("[data-row]").querySelector("a")?.focus();
    fold.open = false;
  }
  show(await answer.text(), [document.getElementById("main")]);
  if (answer.url !== location.href) history.replaceState(null, "", answer.url);
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-here]") || event.defaultPrevented) return;
  event.preventDefault();
  sendHere(event.target, event.submitter);
});

for (const way of new Set(places.map((place) => place.dataset.live))) {
  if (Number(way)) setInterval(() => refresh().catch(() => undefined), 1000 * Number(way));
  else listen(way);
}
