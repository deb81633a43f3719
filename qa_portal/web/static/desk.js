// The desk by keyboard: j and k move, a accepts, c changes, r restores. Without this file every button works as well.
const place = () => document.querySelector("[data-desk]");
const cards = () => [...document.querySelectorAll("[data-finding]")];
const isOpen = (card) => card.classList.contains("portal-finding--open");
const says = document.querySelector("[data-desk-say]");
let current = "";

const show = (card, focus = true, scroll = true) => {
  document.querySelectorAll(".is-current").forEach((one) => one.classList.remove("is-current"));
  if (!card) return;
  current = card.dataset.finding;
  card.classList.add("is-current");
  document.querySelectorAll(`[data-of="${current}"]`).forEach((mark) => mark.classList.add("is-current"));
  document.querySelectorAll(".portal-desk__text").forEach((text) => {
    const mark = text.querySelector(`[data-of="${current}"]`);
    if (mark && text.scrollHeight > text.clientHeight) text.scrollTop = mark.offsetTop - text.clientHeight / 3;
  });
  if (focus) card.focus({ preventScroll: true });
  if (!scroll) return;
  const list = card.closest(".portal-desk__list"), desk = card.closest(".portal-desk");
  if (list.scrollHeight > list.clientHeight) {
    // Side by side: the desk fills the window, and its columns scroll on their own.
    desk.scrollIntoView({ block: "start" });
    list.scrollTop = card.offsetTop - list.clientHeight / 3;
  } else card.scrollIntoView({ block: "nearest" });
};
const chosen = () => cards().find((card) => card.dataset.finding === current);
const move = (by) => {
  const all = cards(), at = all.indexOf(chosen());
  show(all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]);
};

// When nothing is left to decide, what is missing next takes the focus, or the button that hands the words on.
const goOn = (fresh) => {
  const missing = fresh.querySelector(".portal-checklist .is-open a");
  const next = missing ? fresh.querySelector(missing.hash) : fresh.querySelector("[data-hand-on] button:last-of-type");
  if (next) next.focus();
};

// One decision: the page comes back whole, and only its desk is exchanged, so that nothing jumps.
const send = async (form, button) => {
  const at = cards().indexOf(button.closest("[data-finding]"));
  place().setAttribute("aria-busy", "true");
  const body = new URLSearchParams(new FormData(form, button));
  const answer = await fetch(button.formAction, { method: "POST", body, credentials: "same-origin" });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-desk]");
  if (!fresh) throw new Error(answer.status);
  place().replaceWith(fresh);
  const all = cards(), wrong = fresh.querySelector("[data-error-summary]");
  const next = all.slice(Math.max(0, at)).find(isOpen) || all.find(isOpen) || all[Math.min(Math.max(0, at), all.length - 1)];
  show(next, !wrong);
  if (wrong) wrong.focus();
  const left = all.filter(isOpen).length;
  if (!left && !wrong) goOn(fresh);
  says.textContent = left ? says.dataset.deskSay.replace("{n}", left) : says.dataset.deskDone;
};
let busy = false;
addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (!button || button.name !== "decide" || !place().contains(button)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (busy) return;
  busy = true;
  try {
    await send(event.target, button);
  } catch {
    // The plain way: the browser sends it and shows what comes.
    const hidden = document.createElement("input");
    Object.assign(hidden, { type: "hidden", name: button.name, value: button.value });
    event.target.append(hidden);
    event.target.action = button.formAction;
    event.target.submit();
  }
  busy = false;
}, { capture: true });

const press = (card, key) => {
  const button = card && card.querySelector(`[data-key="${key}"]`);
  if (!button) return;
  if (key !== "c") return button.click();
  button.parentElement.open = true;
  button.parentElement.querySelector("input").focus();
};
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const box = event.target.closest("input, textarea, select");
  const card = event.target.closest("[data-finding]");
  if (box && card && event.key === "Enter") {
    event.preventDefault();
    card.querySelector("[data-key=put]").click();
  } else if (box && card && event.key === "Escape") {
    card.querySelector("details").open = false;
    show(card);
  } else if (!box && "jk".includes(event.key)) {
    move(event.key === "j" ? 1 : -1);
  } else if (!box && "acr".includes(event.key)) {
    event.preventDefault();
    press(chosen(), event.key);
  }
});
addEventListener("focusin", (event) => {
  const card = event.target.closest("[data-finding]");
  if (card && card.dataset.finding !== current) show(card, false);
});
show(cards().find(isOpen) || cards()[0], false, false);
