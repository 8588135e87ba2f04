// Passkeys: the browser makes or uses one, and the form carries what came of it. Without scripts, codes do the same.
const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const toText = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const known = (list = []) => list.map((each) => ({ ...each, id: toBytes(each.id) }));

async function make({ challenge, user, excludeCredentials, ...rest }) {
  const publicKey = { ...rest, challenge: toBytes(challenge), user: { ...user, id: toBytes(user.id) }, excludeCredentials: known(excludeCredentials) };
  const made = await navigator.credentials.create({ publicKey });
  return told(made, { attestationObject: toText(made.response.attestationObject) });
}

async function use({ challenge, allowCredentials, ...rest }) {
  const used = await navigator.credentials.get({ publicKey: { ...rest, challenge: toBytes(challenge), allowCredentials: known(allowCredentials) } });
  const { authenticatorData, signature } = used.response;
  return told(used, { authenticatorData: toText(authenticatorData), signature: toText(signature) });
}

const told = (credential, response) =>
  JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { clientDataJSON: toText(credential.response.clientDataJSON), ...response },
  });

export function offerPasskeys() {
  if (!globalThis.PublicKeyCredential) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const failed = form.querySelector("[role=status]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      failed.textContent = "";
      try {
        const { publicKey } = JSON.parse(form.dataset.options);
        form.elements.credential.value = await (form.dataset.passkey === "make" ? make : use)(publicKey);
        form.submit();
      } catch {
        failed.textContent = form.dataset.failed; // they thought better of it, or the device has none
      }
    });
  }
}
