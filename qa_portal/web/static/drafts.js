// Drafts are kept by the server: a moment after the last key, every few seconds while somebody goes on typing, and on
// leaving. Whoever is signed out meanwhile is told, and the words are kept as soon as they are signed in again.
const LAST_KEY = 2, LONGEST = 4;
const all = (selector) => document.querySelectorAll(selector);
const after = (seconds, act) => setTimeout(act, seconds * 1000);
const freshToken = async (url) => {
  const answer = await fetch(url, { cache: "no-store", credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return false;
  const { token } = await answer.json();
  all("input[name=csrf_token]").forEach((box) => { box.value = token; });
  return true;
};
all("form[data-autosave]").forEach((form) => {
  const status = form.querySelector("[data-autosave-status]");
  let timer, since = 0, changed = false, busy = false, sent = false, wait = LAST_KEY;
  const say = (text) => { if (status && status.textContent !== text) status.textContent = text; };
  const sayWithLink = (text) => {
    if (!status || status.querySelector("a")) return;
    const link = document.createElement("a");
    Object.assign(link, { href: status.dataset.signIn, target: "_blank", rel: "noopener", textContent: status.dataset.signInText });
    status.replaceChildren(`${text} `, link);
  };
  const words = () => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (typeof value !== "string") data.delete(name);
    return new URLSearchParams(data);
  };
  const post = (keepalive) => fetch(form.dataset.autosave, {
    method: "POST", body: words(), keepalive, credentials: "same-origin", headers: { Accept: "application/json" },
  });
  // A token of an earlier session is refused as well: with a fresh one the words are sent once more.
  const postAnew = async () => {
    let answer = await post(false);
    if (answer.ok && !answer.redirected) return "";
    if ([400, 401, 403].includes(answer.status) || answer.redirected) {
      if (!status || !(await freshToken(status.dataset.token))) return "out";
      answer = await post(false);
      if (answer.ok && !answer.redirected) return "";
    }
    return [403, 404, 409, 410].includes(answer.status) ? "refused" : "failed";
  };
  const told = { out: () => sayWithLink(status.dataset.out), refused: () => say(status.dataset.refused), failed: () => say(status.dataset.failed) };
  const save = async () => {
    if (busy || !changed || sent) return;
    busy = true;
    changed = false;
    let problem;
    try { problem = await postAnew(); } catch { problem = "failed"; }
    busy = false;
    since = changed ? performance.now() : 0;
    if (problem) {
      changed = true;
      wait = problem === "out" ? LONGEST : Math.min(wait * 2, 60);
      if (status) told[problem]();
    } else {
      wait = LAST_KEY;
      const clock = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
      if (status) say(status.dataset.saved.replace("{time}", clock));
    }
    // What is refused stays refused: only another key asks again.
    if (changed && problem !== "refused") timer = after(wait, save);
  };
  const note = () => {
    changed = true;
    since = since || performance.now();
    const left = LONGEST - (performance.now() - since) / 1000;
    clearTimeout(timer);
    timer = after(wait > LONGEST ? wait : Math.max(0, Math.min(wait, left)), save);
  };
  const leave = () => {
    if (!changed || sent) return;
    clearTimeout(timer);
    changed = false;
    post(true).catch(note);
  };
  form.addEventListener("input", note);
  form.addEventListener("change", note);
  form.addEventListener("portal:changed", note);
  form.addEventListener("submit", () => { sent = true; });
  addEventListener("pageshow", (event) => { if (event.persisted) sent = false; });
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });
  // On a slow line people type before this script is there.
  const typed = (box) => (box.type === "checkbox" || box.type === "radio" ? box.checked !== box.defaultChecked
    : box.type !== "hidden" && "defaultValue" in box && box.value !== box.defaultValue);
  if ([...form.elements].some(typed)) note();
});
