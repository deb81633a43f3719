// A clinician's keys, and the strip that takes an answer back. Without this file every button works as well.
const one = (selector, root = document) => root.querySelector(selector);
const every = (selector) => [...document.querySelectorAll(selector)];
const inBox = (target) => Boolean(target.closest("input, textarea, select, [contenteditable]"));
const shown = (element) => Boolean(element && element.getClientRects().length);

// An answer on its way: how long it can be taken back, second by second.
every("[data-outgoing]").forEach((strip) => {
  const text = one("[data-outgoing-text]", strip), undo = one("form", strip);
  const end = performance.now() + Number(strip.dataset.outgoingLeft) * 1000;
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000);
    text.textContent = left > 0 ? strip.dataset.outgoingSays.replace("{n}", left) : strip.dataset.outgoingDone;
    undo.hidden = left <= 0;
    if (left > 0) setTimeout(tick, 1000);
  };
  // A clock that speaks every second is a nuisance: only its end is read out.
  strip.setAttribute("role", "group");
  tick();
});

const sheet = one("dialog[data-keys]");
const lettersWork = () => sheet.dataset.keys === "on";
const open = () => { if (!sheet.open) sheet.showModal(); };
if (sheet) {
  one("[data-keys-line]").hidden = false;
  one("[data-keys-open]").addEventListener("click", open);
  one("[data-keys-close]").addEventListener("click", () => sheet.close());
  one("[data-keys-form]").addEventListener("change", async (event) => {
    const form = event.currentTarget, body = new URLSearchParams(new FormData(form));
    sheet.dataset.keys = body.has("letters") ? "on" : "off";
    await fetch(form.action, { method: "POST", body, credentials: "same-origin" }).catch(() => {});
  });
}

// The rows of a list: one of them is current.
const rows = () => every("[data-row]");
let current = -1;
const go = (by) => {
  const all = rows();
  if (!all.length) return;
  current = Math.max(0, Math.min(all.length - 1, current + by));
  all.forEach((row, at) => row.classList.toggle("is-current", at === current));
  all[current].focus({ preventScroll: true });
  all[current].scrollIntoView({ block: "nearest" });
};
addEventListener("focusin", (event) => {
  const at = rows().indexOf(event.target.closest("[data-row]"));
  if (at >= 0 && at !== current) { current = at; rows().forEach((row, n) => row.classList.toggle("is-current", n === at)); }
});

const press = (key) => {
  const row = rows()[current] || rows()[0];
  const button = (row && one(`[data-key="${key}"]`, row)) || every(`[data-key="${key}"]`).find(shown);
  if (button) button.click();
  return Boolean(button);
};
const openPart = (key) => {
  const summary = one(`[data-open-key="${key}"]`);
  if (!summary) return false;
  const part = summary.closest("details");
  part.open = true;
  const box = one("textarea, select, input:not([type=hidden])", part);
  if (box) box.focus();
  part.scrollIntoView({ block: "nearest" });
  return true;
};
const enter = () => {
  const link = current >= 0 && one("a", rows()[current]);
  if (link) link.click();
  return Boolean(link);
};
const toAnswer = () => {
  const box = one("#body");
  if (box) box.focus();
  return Boolean(box);
};
let lastG = 0;
const letters = {
  "?": () => { open(); return true; },
  j: () => { go(1); return rows().length > 0; },
  k: () => { go(-1); return rows().length > 0; },
  o: enter,
  a: toAnswer,
  g: () => { lastG = performance.now(); return true; },
  l: () => {
    if (performance.now() - lastG > 1500 || !sheet) return false;
    location.assign(one("[data-keys-form]").action.replace(/\/keys$/, ""));
    return true;
  },
};
addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || !sheet || sheet.open) return;
  let done = false;
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    const send = one("[data-send]");
    if (send && event.target.closest("form[data-answer]")) { send.click(); done = true; }
  } else if (event.altKey && event.key.toLowerCase() === "z") {
    done = press("u");
  } else if (!event.ctrlKey && !event.metaKey && !event.altKey && !inBox(event.target) && lettersWork()) {
    if (event.key === "Enter") done = event.target.matches("[data-row]") && enter();
    else if (letters[event.key]) done = letters[event.key]();
    else if (/^[a-z]$/.test(event.key)) done = press(event.key) || openPart(event.key);
  }
  if (done) event.preventDefault();
});

// Who is at the questions of a list.
const list = one("[data-besides]");
const askBeside = async () => {
  if (document.visibilityState === "visible") {
    const places = every("[data-beside-of]");
    const wanted = new URLSearchParams(places.map((place) => ["q", place.dataset.besideOf]));
    try {
      const answer = await fetch(`${list.dataset.besides}?${wanted}`, { cache: "no-cache", credentials: "same-origin" });
      if (answer.redirected || !answer.ok) return;
      const says = await answer.json();
      places.forEach((place) => { place.textContent = says[place.dataset.besideOf] || ""; });
    } catch { /* The next time will do. */ }
  }
  setTimeout(askBeside, 5000);
};
if (list) setTimeout(askBeside, 5000);
