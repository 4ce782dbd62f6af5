// Follows something that goes on by itself: asks how far it is, and shows the page anew at the end.

"use strict";

document.querySelectorAll("[data-watch]").forEach((box) => {
  const shown = box.querySelector("[data-watch-done]");

  async function look() {
    const answer = await fetch(box.dataset.watch, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const how = await answer.json();
    if (how.over) {
      location.reload();
      return;
    }
    if (shown && how.of) shown.textContent = `${how.done} / ${how.of}`;
    setTimeout(look, 2000);
  }
  setTimeout(look, 1000);
});
