// What makes a page kinder where scripts run.  Without it every page still works.

"use strict";

// ---- Forms ------------------------------------------------------------------------------------

// Enter that only picks a word inside an input method must not send the form.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.isComposing || event.keyCode === 229)) return;
  if (event.target instanceof HTMLInputElement) event.preventDefault();
});

// A second tap on a button that already sends does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.hasAttribute("data-sent")) {
    event.preventDefault();
    return;
  }
  form.setAttribute("data-sent", "");
  changed.delete(form);
});

// Coming back to a page kept by the browser, the buttons work again.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => form.removeAttribute("data-sent"));
});

// Leaving a form with typed words asks first.
const changed = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && form.hasAttribute("data-guard")) changed.add(form);
});
window.addEventListener("beforeunload", (event) => {
  if (changed.size > 0) event.preventDefault();
});

// A button that notes where one stands, for forms that ask for the place of a home.
function locate(button) {
  const box = button.closest("[data-locating]");
  const told = box.querySelector("[data-place]");
  const fields = button.form.elements;
  told.textContent = box.dataset.locating;
  navigator.geolocation.getCurrentPosition((found) => {
    fields.lat.value = found.coords.latitude.toFixed(6);
    fields.lon.value = found.coords.longitude.toFixed(6);
    fields.accuracy_m.value = found.coords.accuracy.toFixed(1);
    told.textContent = box.dataset.located.replace("{a}", Math.round(found.coords.accuracy));
  }, () => { told.textContent = box.dataset.failed; }, { enableHighAccuracy: true, timeout: 20000, maximumAge: 0 });
}

// ---- Menus that fold --------------------------------------------------------------------------

function closeFolds(except) {
  document.querySelectorAll("details.fold[open]").forEach((fold) => {
    if (fold !== except) fold.removeAttribute("open");
  });
}
document.addEventListener("click", (event) => {
  closeFolds(event.target.closest("details.fold"));
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.fold[open]");
  if (!open) return;
  closeFolds(null);
  open.querySelector("summary").focus();
});

// ---- What a page holds ------------------------------------------------------------------------

document.addEventListener("DOMContentLoaded", () => {
  const summary = document.querySelector("[data-focus-first]");
  if (summary) summary.focus();

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  document.querySelectorAll("[data-locate]").forEach((button) => {
    button.hidden = !navigator.geolocation;
    button.addEventListener("click", () => locate(button));
  });

  document.querySelectorAll("input[data-pick-all]").forEach((all) => {
    const table = all.closest("table");
    all.closest("[hidden]")?.removeAttribute("hidden");
    all.addEventListener("change", () => {
      table.querySelectorAll("tbody .pick-box input").forEach((box) => { box.checked = all.checked; });
    });
  });

  markWideTables();
  drawCharts();
});

// A table wider than its box can be scrolled by keyboard; one that fits is no stop on the way.
function markWideTables() {
  document.querySelectorAll(".table-box, .tabs ul").forEach((box) => {
    const wide = box.scrollWidth > box.clientWidth + 1;
    if (wide) box.setAttribute("tabindex", "0");
    else box.removeAttribute("tabindex");
  });
}
window.addEventListener("resize", markWideTables);

function drawCharts() {
  const first = document.querySelector("canvas[data-chart]");
  if (!first) return;
  document.documentElement.classList.add("can-draw");
  load(first.dataset.library).then(() => load(first.dataset.drawer));
}

function load(address) {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
}
