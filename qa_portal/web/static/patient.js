// For people who ask: published answers while they type, and a button that prints. Every page works without it.
const after = (seconds, act) => setTimeout(act, seconds * 1000);

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});

// A moment after the last key the words go to our own server, which keeps none of them.
document.querySelectorAll("[data-similar]").forEach((place) => {
  const form = place.closest("form");
  let timer, asked = "", turn = 0;
  const line = (one) => {
    const item = document.createElement("li"), title = document.createElement("strong");
    const facts = document.createElement("span"), link = document.createElement("a");
    title.textContent = one.title;
    facts.className = "nhsuk-hint";
    facts.textContent = [one.topic, one.reviewed && place.dataset.reviewed.replace("{day}", one.reviewed)]
      .filter(Boolean).join(" \u00b7 ");
    link.href = one.url;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = place.dataset.open;
    item.append(title, document.createElement("br"), facts, document.createElement("br"), link);
    return item;
  };
  const ask = async () => {
    const data = new FormData(form);
    const words = `${data.get("subject")}\n${data.get("body")}`.trim();
    if (words === asked || words.length < 8) return;
    asked = words;
    const mine = turn += 1;
    const body = new URLSearchParams();
    for (const name of ["csrf_token", "subject", "body"]) body.set(name, data.get(name) || "");
    try {
      const answer = await fetch(place.dataset.similar, {
        method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" },
      });
      if (!answer.ok || answer.redirected || mine !== turn) return;
      const { found } = await answer.json();
      place.querySelector("ul").replaceChildren(...found.map(line));
      place.hidden = !found.length;
    } catch {
      asked = "";
    }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = after(0.8, ask); });
  ask();
});
