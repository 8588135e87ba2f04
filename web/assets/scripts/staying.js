// Five minutes before a session ends, ask whether somebody is still there; when it has ended, leave nothing on the screen.
const WARN = 5 * 60 * 1000;
const GRACE = 3000;
const POLL = 1000;
const elsewhere = "BroadcastChannel" in globalThis ? new BroadcastChannel("staying") : null;

// Words that would be gone with the page: typed into a form that keeps no drafts, or that could not keep this one.
const hasWords = () => [...document.forms].some((form) => form.noValidate && form.isTouched && (!form.keepsDrafts || form.isUnkept));

export function stay(dialog) {
  if (!dialog?.showModal) return;
  const form = dialog.querySelector("form");
  const left = dialog.querySelector("[role=status]");
  const again = dialog.querySelector("p[hidden]");
  let endsAt = 0;
  let isOver = false;
  const say = (sentence) => {
    if (left.textContent !== sentence) left.textContent = sentence;
  };
  const lasts = (seconds) => {
    endsAt = Math.max(endsAt, Date.now() + seconds * 1000);
    if (dialog.open && endsAt - Date.now() > WARN) dialog.close();
  };

  async function ask() {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin", redirect: "error" });
    const { left: seconds } = await answer.json();
    lasts(seconds);
    elsewhere?.postMessage(seconds);
  }

  function end() {
    isOver = true;
    if (!hasWords()) {
      location.replace(location.pathname + location.search); // which leads to sign in, and back here
      return;
    }
    say(dialog.dataset.over);
    form.hidden = true;
    again.hidden = false;
    if (dialog.open) dialog.close();
    dialog.show(); // beside the form, so that its words can be copied
  }

  function look() {
    const remaining = endsAt - Date.now();
    if (isOver) return;
    if (remaining + GRACE <= 0) end();
    else if (remaining <= WARN) {
      const minutes = Math.max(1, Math.ceil(remaining / 60_000));
      say(minutes === 1 ? dialog.dataset.one : dialog.dataset.many.replace("%n", minutes));
      if (!dialog.open) dialog.showModal();
    }
  }

  const remain = (event) => {
    event.preventDefault();
    // Refused, or no signal: where the session is over, the page itself says so and leads on.
    if (!isOver) ask().catch(() => (navigator.onLine ? end() : say(dialog.dataset.failed)));
  };
  form.addEventListener("submit", remain);
  dialog.addEventListener("cancel", remain); // whoever presses Escape is still there
  elsewhere?.addEventListener("message", (event) => lasts(event.data));
  lasts(Number(dialog.dataset.left));
  elsewhere?.postMessage(Number(dialog.dataset.left));
  setInterval(look, POLL);
}
