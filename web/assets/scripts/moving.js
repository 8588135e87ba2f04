// A part of a page that moves while something is done: asked for anew every few seconds, as long as it says that it moves.
const EVERY = 3000;

export function watch(start) {
  if (!start) return;
  const said = document.getElementById(start.dataset.moves);
  const link = document.querySelector("[data-looks-again]");
  let part = start;

  async function look() {
    if (document.hidden) return true;
    // The header says that nobody pressed anything: a screen that was left alone still ends its session.
    const answer = await fetch(location.href, { headers: { "X-Looks-By-Itself": "yes" }, credentials: "same-origin", redirect: "error" });
    if (!answer.ok) throw new Error("no answer that says how far it is");
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
    if (!fresh) throw new Error("no such part any more");
    if (said && fresh.dataset.words !== part.dataset.words) said.textContent = fresh.dataset.words;
    const held = document.activeElement !== document.body && part.contains(document.activeElement);
    part.replaceWith(fresh);
    part = fresh;
    if (held) {
      part.tabIndex = -1;
      part.focus();
    }
    return part.hasAttribute("data-moves");
  }

  const again = () =>
    setTimeout(() => look().then((moves) => (moves ? again() : undefined), () => link && (link.hidden = false)), EVERY);
  if (link) link.hidden = true;
  again();
}
