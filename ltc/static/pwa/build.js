// Building pages from plain values: no markup in strings, so nothing typed can become a tag.

export function el(tag, given = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made && typeof value === "boolean") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export const button = (label, act, tone = "") => el("button", { type: "button", class: `button ${tone}`.trim(), onclick: act }, label);

export const panel = (title, ...children) => el("section", { class: "panel" }, title ? el("div", { class: "panel-head" }, el("h2", {}, title)) : null, ...children);

export function field(label, id, input) {
  input.id = id;
  input.classList.add("input");
  return el("div", { class: "field" }, el("label", { class: "field-label", for: id }, label), input);
}

export const notice = (text, tone = "info") => el("p", { class: `notice notice-${tone}`, role: tone === "bad" ? "alert" : "status" }, text);

export const badge = (text, tone) => el("span", { class: `state state-${tone}` }, text);

export const more = (title, ...children) => el("details", { class: "more" }, el("summary", {}, title), children);
