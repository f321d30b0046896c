// Keeps the element with data-live="seconds" current, while the page is looked at. Without scripts a reload does the same.
const place = document.querySelector("[data-live]");

async function refresh() {
  if (document.visibilityState !== "visible" || place.contains(document.activeElement)) return;
  const answer = await fetch(location.href, { headers: { accept: "text/html" }, redirect: "manual" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(place.id);
  if (fresh && fresh.innerHTML !== place.innerHTML) place.replaceChildren(...fresh.childNodes);
}

setInterval(() => refresh().catch(() => undefined), 1000 * Number(place.dataset.live));
