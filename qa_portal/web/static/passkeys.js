// Passkeys: asks the browser to make or to use one, and sends its answer with an ordinary form.
// A browser that cannot do it never shows the form; codes and passwords work without any script.
const able = globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON && navigator.credentials;

const ask = async (form) => {
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  const answer = await fetch(form.dataset.options, { method: "POST", body, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) throw new Error(answer.status);
  const options = await answer.json();
  return form.dataset.passkey === "make"
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
};

if (able) document.querySelectorAll("form[data-passkey]").forEach((form) => {
  const box = form.querySelector("[data-credential]");
  const status = form.querySelector("[data-passkey-status]");
  let busy = false;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    status.textContent = "";
    try {
      const made = await ask(form);
      box.value = JSON.stringify(made.toJSON());
      form.submit();
    } catch {
      status.textContent = status.dataset.failed;
      busy = false;
    }
  });
});
