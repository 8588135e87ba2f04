// What scripts add to pages that work without them.
import { keepDrafts } from "./drafts.js";
import { initAll } from "./govuk-frontend.min.js";
import { watch } from "./moving.js";
import { offerPasskeys } from "./passkeys.js";
import { stay } from "./staying.js";

initAll();
keepDrafts();
offerPasskeys();
watch(document.querySelector("[data-moves]"));
stay(document.getElementById("stay"));

// A page from the browser's memory, as after Back, may be of somebody who has signed out since: ask for it anew.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// Whoever chooses "Another day" is asked which at once; without scripts they open it themselves.
for (const details of document.querySelectorAll("details[data-opens-for]")) {
  details.closest("form").addEventListener("change", ({ target }) => {
    if (target.name === details.dataset.opensFor && target.value === "another") details.open = true;
  });
}
