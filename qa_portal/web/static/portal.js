// The portal's own script: every page works without it. Nothing is kept on the device.
const all = (selector) => document.querySelectorAll(selector);
const fill = (text, name, value) => text.replace(`{${name}}`, value);
const after = (seconds, act) => setTimeout(act, seconds * 1000);

// A summary of mistakes takes the focus, so that it is read out.
all("[data-error-summary]").forEach((summary) => summary.focus());

// A form is sent once, however often its button is pressed.
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.portalSent) event.preventDefault();
  form.portalSent = true;
  after(3, () => { form.portalSent = false; });
});

// How many characters are left. Counts as the server does: code points, not halves of them.
all("[data-count]").forEach((group) => {
  const box = group.querySelector("textarea");
  const shown = group.querySelector(".portal-count");
  const spoken = group.querySelector("[data-count-live]");
  let timer;
  const count = () => {
    const left = Number(group.dataset.count) - [...box.value].length;
    const text = fill(left < 0 ? group.dataset.countOver : group.dataset.countLeft, "n", Math.abs(left));
    shown.textContent = text;
    shown.classList.toggle("portal-count--over", left < 0);
    clearTimeout(timer);
    if (spoken) timer = after(1.5, () => { if (spoken.textContent !== text) spoken.textContent = text; });
  };
  box.addEventListener("input", count);
  if (box.value) count();
});

// What stands in a field is copied at a tap; without a script it can be marked and copied by hand.
all("[data-copy]").forEach((button) => {
  if (!navigator.clipboard) return;
  const field = document.getElementById(button.dataset.copy), label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.copied;
    after(3, () => { button.textContent = label; });
  });
});

// Drafts are kept by the server; the few pages with a long text load what does it.
if (document.querySelector("form[data-autosave]")) import(new URL("drafts.js", import.meta.url));

// The search box offers titles.
if (document.querySelector("form[data-suggest]")) import(new URL("suggest.js", import.meta.url));

// A list says how much is new; only the reader's tap changes it.
all("[data-poll]").forEach((place) => {
  let tag = "", shown = 0, wait = 25;
  const show = (count) => {
    if (count === shown) return;
    shown = count;
    place.replaceChildren();
    if (!count) return;
    const link = document.createElement("a");
    link.href = place.dataset.pollShow || location.pathname + location.search;
    link.textContent = count === 1 ? place.dataset.pollOne : fill(place.dataset.pollMany, "n", count);
    place.append(link);
  };
  const ask = async () => {
    if (document.visibilityState === "visible") {
      try {
        const headers = { Accept: "application/json" };
        if (tag) headers["If-None-Match"] = tag;
        const answer = await fetch(place.dataset.poll, { headers, cache: "no-store", credentials: "same-origin" });
        if (answer.redirected || answer.status === 401 || answer.status === 403) return;
        if (answer.ok) {
          tag = answer.headers.get("ETag") || "";
          show((await answer.json()).new);
        } else if (answer.status !== 304) throw new Error(answer.status);
        wait = 25;
      } catch {
        wait = Math.min(wait * 2, 300);
      }
    }
    after(wait, ask);
  };
  after(wait, ask);
});

// A file that is too large is not sent at all; while another is under way, the page says so.
all("form[data-upload]").forEach((form) => {
  const box = form.querySelector("input[type=file]");
  const status = form.querySelector("[data-upload-status]");
  const isTooLarge = () => Boolean(box.files[0]) && box.files[0].size > Number(form.dataset.uploadMost);
  const say = (sending) => {
    status.textContent = isTooLarge() ? form.dataset.uploadLarge : sending ? form.dataset.uploadBusy : "";
    status.classList.toggle("portal-count--over", isTooLarge());
  };
  box.addEventListener("change", () => say(false));
  form.addEventListener("submit", (event) => {
    if (isTooLarge()) event.preventDefault();
    say(true);
  }, { capture: true });
  addEventListener("pageshow", () => say(false));
});

// The way out: the page goes blank at once, the session ends, and Back does not return.
all("form[data-quick-exit]").forEach((form) => {
  let taps = 0, timer;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    document.body.hidden = true;
    document.title = "";
    const body = new URLSearchParams(new FormData(form));
    fetch(form.action, { method: "POST", body, keepalive: true, credentials: "same-origin" }).catch(() => {});
    location.replace(form.dataset.quickExit);
  });
  // Three times Esc within two seconds does the same.
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    taps += 1;
    clearTimeout(timer);
    timer = after(2, () => { taps = 0; });
    if (taps === 3) form.requestSubmit();
  });
});
