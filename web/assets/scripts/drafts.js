// Drafts on this device: closed with a key that the server sends to whoever is signed in, and that only this page's memory
// holds. What stands in the browser's storage says neither what was typed, nor by whom, nor about what.
const PREFIX = "draft:";
const LONGEST = 24 * 60 * 60 * 1000;
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "draft_pass", "keep_draft"]);
const TOKENS = new Set(["once", "seen"]);
const NO_WORDS = new Set(["hidden", "file", "password", "submit", "button", "reset", "image"]);
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const toBytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));

function storage() {
  try {
    return globalThis.crypto?.subtle ? localStorage : null;
  } catch {
    return null; // a browser may refuse to keep anything
  }
}

const kept = storage();
const names = () => (kept ? Object.keys(kept).filter((name) => name.startsWith(PREFIX)) : []);

function read(name) {
  try {
    return JSON.parse(kept.getItem(name));
  } catch {
    return null;
  }
}

// Who signs out leaves a field first, which is a change of it: what is closed from then on would outlive the wiping.
let hasLeft = false;

function leave() {
  hasLeft = true;
  wipe();
}

export function wipe() {
  for (const name of names()) kept.removeItem(name);
}

function forget() {
  for (const said of document.querySelectorAll("[data-saved]")) kept?.removeItem(PREFIX + said.dataset.saved);
  for (const name of names()) {
    const age = Date.now() - (read(name)?.t ?? 0);
    if (!(age >= 0 && age < LONGEST)) kept.removeItem(name);
  }
}

// In memory alone: of what was imported, not even this page can take the key out again.
async function keysFrom(address, form) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const answer = await fetch(address, { method: "POST", body, credentials: "same-origin", redirect: "error", cache: "no-store" });
  const { keys } = await answer.json();
  const imported = keys.map(async ([id, key]) => [id, await crypto.subtle.importKey("raw", toBytes(key), "AES-GCM", false, ["encrypt", "decrypt"])]);
  return new Map(await Promise.all(imported));
}

// Form, subject and person are in the name; with the time, none of them can be exchanged for another.
const bound = (iv, name, t) => ({ name: "AES-GCM", iv, additionalData: encoder.encode(`${name} ${t}`) });

async function close(name, said, [id, key]) {
  const t = Date.now();
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const closed = await crypto.subtle.encrypt(bound(iv, name, t), key, encoder.encode(JSON.stringify(said)));
  if (!hasLeft) kept.setItem(name, JSON.stringify({ t, k: id, iv: toText(iv), c: toText(closed) }));
}

async function open(name, keys) {
  const found = read(name);
  const key = found && keys.get(found.k);
  if (!key) return null;
  try {
    const opened = await crypto.subtle.decrypt(bound(toBytes(found.iv), name, found.t), key, toBytes(found.c));
    return { t: found.t, said: JSON.parse(decoder.decode(opened)) };
  } catch {
    return null;
  }
}

const isKept = (form, name) => TOKENS.has(name) || ![...form.elements].some((each) => each.name === name && NO_WORDS.has(each.type));
const saidIn = (form) => [...new FormData(form)].filter(([name, value]) => !NOT_KEPT.has(name) && typeof value === "string" && isKept(form, name));
const wordsOf = (said) => JSON.stringify(said.filter(([name]) => !TOKENS.has(name)));

function fill(form, said) {
  for (const field of form.elements) {
    const values = said.filter(([name]) => name === field.name).map(([, value]) => value);
    if (TOKENS.has(field.name)) {
      if (values.length) [field.value] = values; // sent twice it happens once, and a change in between is noticed
      continue;
    }
    if (!field.name || NOT_KEPT.has(field.name) || NO_WORDS.has(field.type)) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else if (field.type === "select-multiple") for (const option of field.options) option.selected = values.includes(option.value);
    else if (values.length) field.value = values[0];
    const isFilled = field.type === "radio" || field.type === "checkbox" ? field.checked : Boolean(field.value);
    for (let part = field.closest("details"); isFilled && part; part = part.parentElement.closest("details")) part.open = true;
  }
}

async function keepDraftsOf(status) {
  const form = status.closest("form");
  const name = PREFIX + status.dataset.draft;
  const say = (what) => {
    const sentence = status.dataset[what];
    if (status.textContent !== sentence) status.textContent = sentence;
  };
  const keys = await keysFrom(status.dataset.keys, form);
  const [newest] = keys;
  if (!newest) return;
  if ("fresh" in status.dataset) {
    const before = await open(name, keys);
    if (before && before.t > Number(status.dataset.keptMs) && wordsOf(before.said) !== wordsOf(saidIn(form))) {
      fill(form, before.said);
      say("saidBack");
    }
  }
  const write = async () => {
    clearTimeout(form.keeping);
    form.isUnkept = false;
    try {
      await close(name, saidIn(form), newest);
      say(navigator.onLine ? "saidKept" : "saidOffline");
    } catch {
      form.isUnkept = true; // the storage is full
    }
  };
  const soon = () => {
    form.isUnkept = true;
    clearTimeout(form.keeping);
    form.keeping = setTimeout(write, 400);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", (event) => {
    if (form.isUnkept) write();
    if (navigator.onLine) return;
    event.preventDefault(); // the browser's own page would stand where the words are
    write().then(() => say("saidUnsent"));
  });
  addEventListener("pagehide", () => form.isUnkept && write());
  addEventListener("offline", () => status.textContent && say("saidOffline"));
  addEventListener("online", () => status.textContent && say("saidKept"));
  form.keepsDrafts = true;
  if (form.isTouched) soon(); // while the key was on its way
}

export function keepDrafts() {
  for (const form of document.querySelectorAll("form[data-wipe]")) form.addEventListener("submit", leave);
  forget();
  for (const form of document.querySelectorAll("form[method=post]")) {
    form.addEventListener("input", () => (form.isTouched = true), { once: true });
  }
  if (!kept) return;
  // Without a key, such as where the line broke just now, the form works as it does without scripts.
  for (const status of document.querySelectorAll("[data-draft]")) keepDraftsOf(status).catch(() => {});
}
