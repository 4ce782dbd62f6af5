// One home: the beginning, one item per screen in any order, the check page, the sealed form.
// Every change is on the disk before the next one can be made.

import { button, el, field, notice, panel } from "./build.js";
import { locate } from "./place.js";
import { missing, score } from "./score.js";
import { signing } from "./signing.js";

const CODES = ["unconscious", "absent", "refused", "not_observed"];
const TYPING_MS = 400;

export async function visitPages(app, task, scale) {
  const { say, vault } = app;
  const name = `draft-${task.assessment}`;
  const empty = { form: crypto.randomUUID(), begun: false, answers: {}, notes: {}, codes: {}, start: {} };
  const draft = (await vault.kept(name)) || empty;
  const items = [...scale.items.values()];
  const keep = async () => { if (vault.open) await vault.keep(name, draft); };
  const page = (title, ...children) => {
    if (!vault.open) return;
    app.show(title, el("p", { class: "lede" }, `${task.name} · ${task.address}`), ...children);
  };
  const leave = () => app.home();
  // One act at a time: a second tap would begin or seal twice.
  let busy = false;
  const once = async (act) => {
    if (busy) return;
    busy = true;
    try { await act(); } catch { app.complain(say("not_saved")); } finally { busy = false; }
  };
  const visit = { app, task, scale, draft, items, keep, page, leave, once };
  await keep();
  if (draft.begun) overview(visit);
  else beginning(visit);
}

function beginning(visit, text = "") {
  const { app: { say }, draft, keep, page, leave, task } = visit;
  const start = draft.start;
  const set = (key) => (event) => { start[key] = event.target.type === "checkbox" ? event.target.checked : event.target.value; keep(); };
  start.guardian ??= task.guardian;
  const consent = signing(say, "guardian", start.consent, (value) => { start.consent = value; keep(); });
  const identity = el("label", { class: "choice" }, el("input", { type: "checkbox", checked: Boolean(start.identity_checked), onchange: set("identity_checked") }), el("span", {}, say("identity", { id: task.id_number })));
  const begin = async (pressed) => {
    start.consent = consent.value();
    await keep();
    const fault = (!start.guardian?.trim() && "need_guardian") || (!start.identity_checked && "need_identity") || (!start.video?.trim() && "need_video") || consent.fault();
    if (fault) return beginning(visit, say(fault));
    return begun(visit, pressed);
  };
  page(say("begin_title"), text ? notice(text, "bad") : null,
    panel(say("who_there"), field(say("guardian"), "guardian", el("input", { value: start.guardian || "", maxlength: "60", autocomplete: "off", oninput: set("guardian") })), identity,
      field(say("video"), "video", el("input", { value: start.video || "", maxlength: "120", autocomplete: "off", oninput: set("video") }))),
    panel(say("consent_title"), el("p", {}, say("consent_text")), consent.part),
    el("div", { class: "acts" }, button(say("begin"), (event) => visit.once(() => begin(event.target)), "button-main"), button(say("back_home"), leave)));
}

async function begun(visit, pressed) {
  const { app, draft, keep, task } = visit;
  const start = draft.start;
  // Evidence of place where there is some; without it the visit still begins, and the paper says so.
  const { fix, failed } = await locate(10000);
  if (!pressed.isConnected) return; // the page was left meanwhile
  await app.outbox.put("start", {
    assessment: task.assessment, guardian: start.guardian.trim(), identity_checked: true,
    video_reference: start.video.trim(), place: failed ? null : fix, consent: start.consent,
  }, task.version);
  draft.begun = true;
  await keep();
  app.send();
  overview(visit);
}

// ---- The items --------------------------------------------------------------------------------------

function overview(visit) {
  const { app: { say, named }, scale, draft, items, page, leave } = visit;
  const line = (item) => el("li", {}, el("button", { type: "button", class: "stop app-item", onclick: () => itemPage(visit, items.indexOf(item)) },
    el("span", { class: "stop-who" }, named(item)), el("span", { class: "stop-state" }, answerWord(visit, item))));
  page(say("overview"), el("p", { role: "status" }, say("answered", { n: Object.keys(draft.answers).length })),
    scale.axes.map((axis) => panel(named(titleOf(scale, axis)), el("ol", { class: "stops" }, axis.items.map(line)))),
    el("div", { class: "acts" }, button(say("check"), () => checkPage(visit), "button-main"), button(say("back_home"), leave)));
}

const titleOf = (scale, axis) => {
  const found = scale.content.dimensions[axis.of[0]];
  return { zh: found.name, en: found.name_en };
};

function answerWord({ app: { say, named }, draft }, item) {
  const option = item.options.find((one) => one.points === draft.answers[item.key]);
  if (option) return say("points", { n: option.points, text: named(option) });
  return draft.codes[item.key] ? say(`code_${draft.codes[item.key]}`) : say("open");
}

function itemPage(visit, at) {
  const { app: { say, named }, draft, items, keep, page } = visit;
  const item = items[at];
  const choose = async (points) => {
    draft.answers[item.key] = points;
    delete draft.codes[item.key];
    await keep();
    itemPage(visit, at);
  };
  const cards = item.options.map(({ points, ...text }) => el("label", { class: "choice" },
    el("input", { type: "radio", name: item.key, value: String(points), checked: draft.answers[item.key] === points, onchange: () => choose(points) }),
    el("span", {}, el("strong", {}, say("points_only", { n: points })), el("span", { class: "choice-help" }, named(text)))));
  const next = at + 1 < items.length ? button(say("next"), () => itemPage(visit, at + 1), "button-main") : button(say("check"), () => checkPage(visit), "button-main");
  page(`${say("nth", { n: at + 1, of: items.length })} · ${named(item)}`,
    el("fieldset", { class: "field choices-cards app-cards" }, el("legend", { class: "unseen" }, named(item)), cards),
    el("div", { class: "acts" }, at ? button(say("previous"), () => itemPage(visit, at - 1)) : null, next, button(say("overview"), () => overview(visit)), button(say("why"), () => why(visit, item))),
    el("div", { id: "why", "aria-live": "polite" }),
    noteField(visit, item), codeField(visit, item, at));
}

function noteField({ app: { say }, draft, keep }, item) {
  let timer = null;
  const input = el("textarea", { rows: "2", maxlength: "500", oninput: () => {
    draft.notes[item.key] = input.value;
    clearTimeout(timer);
    timer = setTimeout(keep, TYPING_MS);
  }, onblur: keep });
  input.value = draft.notes[item.key] || "";
  return field(say("note"), "note", input);
}

function codeField(visit, item, at) {
  const { app: { say }, draft, keep } = visit;
  const choose = async (event) => {
    const code = event.target.value;
    if (code) { draft.codes[item.key] = code; delete draft.answers[item.key]; } else delete draft.codes[item.key];
    await keep();
    itemPage(visit, at);
  };
  return field(say("not_answered"), "code", el("select", { onchange: choose }, el("option", { value: "" }, "—"), CODES.map((code) => el("option", { value: code, selected: draft.codes[item.key] === code }, say(`code_${code}`)))));
}

// ---- Why this grade ----------------------------------------------------------------------------------

function why(visit, item) {
  document.getElementById("why").replaceChildren(panel(visit.app.say("why"), el("p", {}, answerWord(visit, item)), ...explained(visit)));
}

function explained({ app: { say, named }, scale, draft }) {
  const found = score(scale, draft.answers);
  if (!found) return [el("p", {}, say("not_yet", { n: missing(scale, draft.answers).length }))];
  const word = (list, at) => named({ zh: list[at].name, en: list[at].name_en });
  const lines = scale.axes.map((axis) => el("li", {}, say("axis", {
    axis: named(titleOf(scale, axis)), total: found.totals[axis.key], highest: axis.bands[0][1],
    band: scale.kind === "matrix" ? word(scale.content.bands, found.bands[axis.key]) : "",
  })));
  const near = ["higher", "lower"].filter((way) => found.nearest[way]).map((way) => el("li", {}, say(way, {
    grade: word(scale.content.grades, found.nearest[way].grade),
    changes: found.nearest[way].changes.map((each) => say("change", { item: named(scale.items.get(each.item)), from: each.from, to: each.to })).join(say("and")),
  })));
  return [el("p", {}, el("strong", {}, say("grade", { grade: word(scale.content.grades, found.grade) }))), el("ul", {}, lines, near)];
}

// ---- Check, sign, seal -------------------------------------------------------------------------------

function checkPage(visit, text = "") {
  const { app: { say, named }, scale, draft, items, page } = visit;
  const open = missing(scale, draft.answers);
  const line = (item, at) => el("li", {}, el("button", { type: "button", class: "stop app-item", onclick: () => itemPage(visit, at) }, el("span", { class: "stop-who" }, named(item)), el("span", { class: "stop-state" }, answerWord(visit, item))));
  const own = signing(say, "scorer", draft.signed, (value) => { draft.signed = value; visit.keep(); });
  const sealNow = async () => {
    draft.signed = own.value();
    await visit.keep();
    const fault = own.fault();
    return fault ? checkPage(visit, say(fault)) : seal(visit);
  };
  page(say("check"), text ? notice(text, "bad") : null,
    open.length ? notice(say("still_open", { items: open.map(named).join(say("comma")) }), "warn") : panel(say("why"), ...explained(visit)),
    panel(say("your_answers"), el("ol", { class: "stops" }, items.map(line))),
    open.length ? null : panel(say("sign_title"), own.part, el("p", {}, say("seal_means")), button(say("seal"), () => visit.once(sealNow), "button-main")),
    el("div", { class: "acts" }, button(say("overview"), () => overview(visit))));
}

async function seal(visit) {
  const { app, task, scale, draft, leave } = visit;
  const notes = Object.fromEntries(Object.entries(draft.notes).filter(([, text]) => text));
  await app.outbox.put("form", {
    assessment: task.assessment, form: draft.form, scale: scale.id, scale_hash: scale.hash, signature: scale.signature,
    answers: draft.answers, notes, not_answered: draft.codes, signatures: [draft.signed],
    shown_grade: score(scale, draft.answers).grade,
  }, task.version);
  await app.send();
  await leave();
}
