// Asks the browser for a passkey and sends its answer with the form it belongs to. Without it, codes and passwords do.
const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

async function optionsFor(form) {
  const body = new URLSearchParams();
  const mark = form.elements.csrf_token;
  if (mark) body.set("csrf_token", mark.value);
  const answer = await fetch(form.dataset.options, { method: "POST", body });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const options = await answer.json();
  options.challenge = toBytes(options.challenge);
  if (options.user) options.user.id = toBytes(options.user.id);
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    for (const credential of options[list] ?? []) credential.id = toBytes(credential.id);
  }
  return options;
}

function written(credential) {
  const response = { clientDataJSON: toText(credential.response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = toText(credential.response[part]);
  }
  return JSON.stringify({ id: credential.id, rawId: toText(credential.rawId), type: credential.type, response });
}

const known = window.PublicKeyCredential ? document.querySelectorAll("form[data-passkey]") : [];
for (const form of known) {
  const failed = form.querySelector("[data-passkey-failed]");
  form.hidden = false;
  for (const line of document.querySelectorAll("[data-without-passkey]")) line.hidden = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      const publicKey = await optionsFor(form);
      form.elements.passkey.value = written(await navigator.credentials[form.dataset.passkey]({ publicKey }));
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}
