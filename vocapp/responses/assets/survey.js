// Comfort only: the page works without it. Answers are saved as they are given, and the keys 0–9 choose on a scale.
"use strict";
(() => {
  const form = document.querySelector("form[data-saved]");
  if (!form) return;
  const told = document.getElementById("saved");
  const content = () => {
    const fields = new URLSearchParams(new FormData(form));
    fields.set("_save", "1");
    return fields.toString();
  };
  // What a link in the mail only preselected is not saved yet: nothing is, before a person has touched the page.
  let saved = form.hasAttribute("data-unsaved") ? "" : content();
  let timer = 0;
  let under_way = null;
  let leaving = false;

  const save = async () => {
    clearTimeout(timer);
    const body = content();
    if (leaving || under_way || body === saved) return;
    under_way = new AbortController();
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body,
        keepalive: body.length < 60000,
        signal: under_way.signal,
      });
      if (answer.status !== 204) return;
      saved = body;
      told.textContent = form.dataset.saved;
    } catch {
      return; // the button still sends everything
    } finally {
      under_way = null;
    }
    if (content() !== saved) later(0);
  };
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };

  let by_hand = false;
  const touched = (event) => {
    by_hand ||= event.isTrusted;
    if (event.isTrusted) save();
  };
  addEventListener("pointerdown", touched, { once: true });
  addEventListener("keydown", touched, { once: true });
  form.addEventListener("input", (event) => {
    if (!event.isTrusted) return;
    told.textContent = "";
    later(/radio|checkbox/.test(event.target.type) ? 0 : 1000);
  });
  document.addEventListener("visibilitychange", () => document.hidden && by_hand && save());
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
    under_way?.abort();
  });
  addEventListener("pageshow", () => { leaving = false; });

  let typed = "";
  let typed_at = 0;
  addEventListener("keydown", (event) => {
    const at = document.activeElement;
    if (!event.isTrusted || !/^\d$/.test(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (at.matches("textarea, input:not([type=radio], [type=checkbox])")) return;
    const scale = (at.closest("fieldset") ?? form).querySelector(".scale");
    if (!scale) return;
    typed = event.timeStamp - typed_at < 900 ? typed + event.key : event.key;
    typed_at = event.timeStamp;
    const choice = [typed, event.key].map((n) => scale.querySelector(`input[value="${n}"]`)).find(Boolean);
    if (!choice) return;
    choice.checked = true;
    choice.focus();
    save();
  });
})();
