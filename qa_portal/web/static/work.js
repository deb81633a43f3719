// The work page: what helps to write an answer. Without this file every part of it works by its buttons.
const form = document.querySelector("form[data-answer]");
const body = form && form.querySelector("#body");
const PARTS = ["expect", "worry", "do_now", "by_when"];
const later = (seconds, act) => { let timer; return () => { clearTimeout(timer); timer = setTimeout(act, seconds * 1000); }; };

// Whoever took a question wants to write: the answer has the focus, unless something is wrong.
if (body && !document.querySelector("[data-error-summary]") && matchMedia("(hover: hover)").matches) {
  body.focus({ preventScroll: true });
  body.setSelectionRange(body.value.length, body.value.length);
}

// Words into the boxes: into the answer at a place, into the rest only where nothing stands yet.
const says = document.querySelector("[data-put-says]");
const getJson = async (url) => {
  const answer = await fetch(url, { headers: { Accept: "application/json" }, cache: "no-store", credentials: "same-origin" });
  if (!answer.ok || answer.redirected) throw new Error(answer.status);
  return answer.json();
};
const put = (words, from, to) => {
  if (words.body || from < to) {
    const gap = from && !/\n\n$/.test(body.value.slice(0, from)) && from === body.value.length ? "\n\n" : "";
    body.setRangeText(gap + (words.body || ""), from, to, "end");
  }
  Object.entries(words).forEach(([name, text]) => {
    const box = name === "body" ? null : form.elements[name];
    if (box && text && !box.value.trim()) box.value = text;
  });
  [body, ...PARTS.map((name) => form.elements[name])].forEach((box) => box.dispatchEvent(new Event("input", { bubbles: true })));
  body.focus();
  says.textContent = says.dataset.putDone;
};
const ready = form && form.querySelector("[data-ready]");
const readyUrl = (id) => ready.dataset.ready.replace("READY", id);
const fetchers = {
  ready: () => { const { value } = form.querySelector("#ready"); return value && getJson(readyUrl(value)); },
  net: async (button) => ({ ...(await getJson(readyUrl(button.value))), body: "" }),
  page: (button) => getJson(form.querySelector("[data-published]").dataset.published.replace("PAGE", button.value)),
};
if (form) form.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-put]");
  if (!button) return;
  event.preventDefault();
  try {
    const words = await fetchers[button.dataset.put](button);
    if (words) put(words, body.value.length, body.value.length);
  } catch {
    // The plain way: the server puts them in and shows the page anew.
    button.removeAttribute("data-put");
    button.click();
  }
});

// Typing `/` and the beginning of a name opens a list of ready words under the answer.
if (ready) {
  const options = [...form.querySelectorAll("#ready option[value]")].filter((option) => option.value);
  const box = document.createElement("ul");
  Object.assign(box, { id: "ready-list", className: "portal-listbox", hidden: true });
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", ready.querySelector("label").firstChild.textContent.trim());
  body.after(box);
  body.setAttribute("aria-autocomplete", "list");
  body.setAttribute("aria-controls", "ready-list");
  let from = -1, at = 0;
  const close = () => { box.hidden = true; from = -1; body.removeAttribute("aria-activedescendant"); };
  const mark = (to) => {
    const all = [...box.children];
    if (!all.length) return;
    at = (to + all.length) % all.length;
    all.forEach((item, n) => item.setAttribute("aria-selected", String(n === at)));
    body.setAttribute("aria-activedescendant", all[at].id);
    all[at].scrollIntoView({ block: "nearest" });
  };
  const choose = async (item) => {
    const start = from, end = body.selectionStart;
    close();
    try { put(await getJson(readyUrl(item.dataset.value)), start, end); } catch { body.focus(); }
  };
  const look = () => {
    const before = body.value.slice(0, body.selectionStart);
    const found = /(?:^|\s)\/([\p{L}\d-]*)$/u.exec(before);
    if (!found) return close();
    from = before.length - found[1].length - 1;
    const wanted = found[1].toLowerCase();
    // What the short name begins with comes first; after that, any word of the title.
    const named = options.filter((option) => option.dataset.short.startsWith(wanted));
    const titled = options.filter((option) => wanted && !named.includes(option) && option.text.toLowerCase().split(/[^\p{L}\d]+/u).some((word) => word.startsWith(wanted)));
    const fits = [...named, ...titled].slice(0, 8);
    box.replaceChildren(...fits.map((option, n) => {
      const item = document.createElement("li");
      Object.assign(item, { id: `ready-${n}`, textContent: option.text });
      item.setAttribute("role", "option");
      item.dataset.value = option.value;
      return item;
    }));
    box.hidden = !fits.length;
    says.textContent = fits.length ? ready.dataset.readyFound.replace("{n}", fits.length) : ready.dataset.readyNone;
    if (fits.length) mark(0);
  };
  body.addEventListener("input", look);
  body.addEventListener("blur", () => setTimeout(close, 200));
  box.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const item = event.target.closest("li");
    if (item) choose(item);
  });
  body.addEventListener("keydown", (event) => {
    if (box.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") mark(at + (event.key === "ArrowDown" ? 1 : -1));
    else if (event.key === "Enter" || event.key === "Tab") choose(box.children[at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

// How it reads: one calm line and a short list, a moment after the last key.
const reading = form && form.querySelector("[data-reading]");
if (reading) {
  const line = reading.querySelector("[data-reading-line]"), list = reading.querySelector("[data-reading-list]");
  const item = (text) => Object.assign(document.createElement("li"), { textContent: text });
  const short = (text) => (text.length > 90 ? `${text.slice(0, 89)}…` : text);
  form.addEventListener("input", later(1.5, async () => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (typeof value !== "string") data.delete(name);
    try {
      const answer = await fetch(reading.dataset.reading, { method: "POST", body: new URLSearchParams(data), credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return;
      const found = await answer.json();
      line.textContent = found.line;
      list.replaceChildren(
        ...found.words.map(({ word, plain }) => item(reading.dataset.readingPlain.replace("{word}", word).replace("{plain}", plain))),
        ...found.sentences.map((text) => item(`${reading.dataset.readingLong} ${short(text)}`)),
      );
    } catch { /* The next key tries again. */ }
  }));
}

// Who else has this question open: asked every few seconds while the page is seen, and at once when typing begins.
const EVERY = 4, STILL_WRITING = 8;
const line = document.querySelector("[data-beside]");
let typedAt = -1e9, tag = "", timer, lost = false;
const isWriting = () => performance.now() - typedAt < STILL_WRITING * 1000;
const tell = (scene) => {
  if (lost) return;
  line.textContent = scene.says;
  if (form && !scene.may_write && scene.holder !== "me") {
    // Somebody took it over: nothing typed here would be kept any more.
    lost = true;
    line.textContent = line.dataset.besideLost.replace("{name}", scene.holder);
    form.querySelectorAll("textarea, input").forEach((box) => { box.readOnly = true; });
    form.querySelectorAll("button").forEach((button) => { button.disabled = true; });
  } else if (scene.moved !== line.dataset.besideMoved) {
    const link = document.createElement("a");
    Object.assign(link, { href: location.pathname, textContent: line.dataset.besideChanged });
    line.append(" ", link);
  }
};
const ask = async () => {
  clearTimeout(timer);
  let wait = EVERY;
  if (document.visibilityState === "visible") {
    try {
      const headers = { Accept: "application/json", ...(tag && { "If-None-Match": tag }) };
      const url = `${line.dataset.beside}?doing=${isWriting() ? "writing" : "viewing"}`;
      const answer = await fetch(url, { headers, cache: "no-store", credentials: "same-origin" });
      if ([403, 404, 410].includes(answer.status)) return;
      if (answer.redirected) wait = 30;
      if (answer.status === 200 && !answer.redirected) {
        tag = answer.headers.get("ETag") || "";
        tell(await answer.json());
      }
    } catch {
      wait = 15;
    }
  }
  clearTimeout(timer);
  timer = setTimeout(ask, wait * 1000);
};
if (line) {
  if (form) form.addEventListener("input", () => {
    const began = !isWriting();
    typedAt = performance.now();
    if (began) ask();
  });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") ask(); });
  ask();
}
