// Offers titles while somebody types into the search box. Without it the box works as ever; nothing is kept.
const form = document.querySelector("form[data-suggest]");
const box = form.querySelector("input[type=search]");
const list = document.createElement("datalist");
list.id = "search-suggestions";
form.append(list);
box.setAttribute("list", list.id);

const WAIT_MS = 250;
const LEAST = 3;
const MOST = 120;
let timer, asked = "", under;

const show = (titles) => list.replaceChildren(...titles.map((title) => Object.assign(document.createElement("option"), { value: title })));

const ask = async () => {
  const words = box.value.trim();
  if (words === asked) return;
  asked = words;
  under?.abort();
  if (words.length < LEAST || words.length > MOST) return show([]);
  under = new AbortController();
  try {
    const url = `${form.dataset.suggest}?${new URLSearchParams({ q: words })}`;
    const answer = await fetch(url, { credentials: "omit", signal: under.signal, headers: { Accept: "application/json" } });
    if (answer.ok) show((await answer.json()).suggestions);
  } catch {
    // Typed on, or no network: the box works without.
  }
};

box.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(ask, WAIT_MS);
});
// Somebody may have typed before this script came.
if (document.activeElement === box && box.value) ask();
