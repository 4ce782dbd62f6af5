// One visit: check-in and check-out with one big button, services, the recipient's confirmation.
// Every act is a new fact, saved before it is sent; the state shown is the server's and these on top.

import { badge, button, el, field, more, notice, panel } from "./build.js";
import { clock, deviceNow } from "./link.js";
import { judge, locate } from "./place.js";
import { sentList } from "./sent.js";
import { signaturePad } from "./signing.js";

const TYPING_MS = 400;
const NOT_DONE = "schedule_changed";

export function stateNow(stop, items) {
  let state = stop.state;
  for (const { body, receipt } of items) {
    if (body.payload.visit !== stop.visit || receipt?.state === "parked") continue;
    if (body.kind === "check_in" && ["planned", "missed"].includes(state)) state = "started";
    if (body.kind === "check_out" && state === "started") state = "ended";
    if (["missed", "refused"].includes(body.kind) && ["planned", "started"].includes(state)) state = body.kind;
  }
  return state;
}

export const payLine = (pay) => el("span", {}, badge(pay.words, pay.tone), pay.why.map((why) => el("p", { class: "pay-why" }, why)));

export async function stopPage(app, stop, bundle) {
  const name = `draft-visit-${stop.visit}`;
  const draft = (await app.vault.kept(name)) || { done: [stop.item], given: "", code: "", strokes: [] };
  let timer = null;
  const keep = () => { clearTimeout(timer); return app.vault.keep(name, draft); };
  const soon = () => { clearTimeout(timer); timer = setTimeout(() => app.vault.open && keep(), TYPING_MS); };
  const visit = { app, stop, bundle, draft, keep, soon, pending: null, unfolded: new Set() };
  await draw(visit);
}

const ofThis = async ({ app, stop }) => (await app.outbox.all()).filter(({ body }) => body.payload.visit === stop.visit);

async function draw(visit, told = null) {
  const { app, app: { say, named }, stop, bundle } = visit;
  const items = await ofThis(visit);
  const state = stateNow(stop, items);
  const [word, tone] = bundle.states[state];
  const begun = ["planned", "started"].includes(state);
  const sent = el("div", { id: "sent" }, sentList(app, items));
  app.show(stop.person,
    el("p", { class: "lede" }, `${app.day(stop.start)} ${app.time(stop.start)} · ${named(stop.service)} · ${say("minutes", { n: stop.minutes })}`),
    panel("", el("p", {}, el("strong", {}, stop.address)), el("p", { id: "visit-state" }, badge(word, tone)),
      begun || !stop.pay ? null : payLine(stop.pay),
      state === "started" ? running(visit, items) : null,
      told ? el("div", { id: "told" }, notice(told.text, told.tone)) : null,
      check(visit, state)),
    state === "started" ? services(visit) : null,
    state === "started" ? confirmation(visit) : null,
    begun ? notGiven(visit) : null,
    sent,
    el("div", { class: "acts" }, button(say("back_home"), app.home)),
    el("p", { class: "soft small" }, say("only_once")));
  // A receipt changes the list of what was sent; the rest only when the state is another one now.
  app.heard = async () => {
    const now = await ofThis(visit);
    if (stateNow(stop, now) !== state) return draw(visit, told);
    return sent.replaceChildren(...[sentList(app, now)].filter(Boolean));
  };
}

// Saved and numbered first; then shown; then sent.
async function put(visit, kind, payload, told = null) {
  await visit.app.outbox.put(kind, { visit: visit.stop.visit, ...payload });
  await draw(visit, told);
  visit.app.send();
}

function running({ stop }, items) {
  const began = items.find(({ body }) => body.kind === "check_in");
  const since = new Date(stop.started_at || began?.body.device_time);
  const face = el("p", { class: "timer", role: "timer" });
  const two = (number) => String(number).padStart(2, "0");
  const tick = () => {
    const seconds = Math.max(0, Math.floor((deviceNow() - since) / 1000));
    face.textContent = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  };
  const beat = setInterval(() => (face.isConnected ? tick() : clearInterval(beat)), 1000);
  tick();
  return face;
}

// ---- Check-in and check-out ---------------------------------------------------------------------------

function check(visit, state) {
  const { app: { say }, pending } = visit;
  if (!["planned", "missed", "started"].includes(state)) return null;
  const out = state === "started";
  const plain = say(out ? "check_out_now" : "check_in_now");
  if (!pending) return button(plain, (event) => locating(visit, out, event.target), "button-main phone-main");
  return el("div", {}, reasons(visit, "why"),
    button(say(out ? "anyway_out" : "anyway_in"), () => withReason(visit, out), "button-main phone-main"),
    button(say("again"), (event) => locating(visit, out, event.target), "phone-second"));
}

async function locating(visit, out, pressed) {
  const { app: { say }, stop } = visit;
  pressed.disabled = true;
  pressed.textContent = say("locating");
  const found = await locate();
  const seen = judge(say, found, stop);
  if (seen.stands) return report(visit, out, found.fix, null, { text: seen.tell, tone: "good" });
  visit.pending = { fix: found.fix, text: seen.tell };
  return draw(visit, { text: seen.tell, tone: "warn" });
}

async function withReason(visit, out) {
  const { pending, draft } = visit;
  const fault = reasonFault(draft.why);
  if (fault) return draw(visit, { text: visit.app.say(fault), tone: "warn" });
  return report(visit, out, pending.fix, draft.why, { text: pending.text, tone: "warn" });
}

async function report(visit, out, fix, why, told) {
  const { app, stop, draft } = visit;
  visit.pending = null;
  draft.why = undefined;
  await visit.keep();
  if (out) {
    const tasks = stop.items.map(({ code }) => ({ item: code, done: draft.done.includes(code), why: draft.done.includes(code) ? "" : NOT_DONE }));
    await app.outbox.put("tasks", { visit: stop.visit, tasks: tasks.filter((task, _at, all) => task.done || all.length === 1) });
  }
  await put(visit, out ? "check_out" : "check_in", { fix, why, clock: clock() }, told);
}

const reasonFault = (why) => {
  if (!why?.code) return "pick_reason";
  return why.code === "other" && !why.memo ? "memo_needed" : "";
};

// A picked reason, and words where the list has none; kept while it is typed.
function reasons({ app: { say }, bundle, draft, soon }, key) {
  const why = (draft[key] ||= { code: "", memo: "" });
  const pick = el("select", { onchange: (event) => { why.code = event.target.value; soon(); } },
    el("option", { value: "" }, say("choose")), bundle.reasons.map(([code, word]) => el("option", { value: code, selected: code === why.code }, word)));
  const memo = el("input", { maxlength: "300", autocomplete: "off", value: why.memo, oninput: (event) => { why.memo = event.target.value.trim(); soon(); } });
  return el("div", {}, field(say("reason"), `${key}-code`, pick), field(say("memo"), `${key}-memo`, memo));
}

// ---- What was done, who confirms it, what did not happen ---------------------------------------------------

function services({ app: { say, named }, stop, draft, soon }) {
  const tick = (code) => (event) => {
    draft.done = draft.done.filter((one) => one !== code).concat(event.target.checked ? [code] : []);
    soon();
  };
  const lines = stop.items.map((item) => el("label", { class: "choice" },
    el("input", { type: "checkbox", name: "task", value: item.code, checked: draft.done.includes(item.code), onchange: tick(item.code) }),
    el("span", {}, named(item))));
  return panel(say("services"), el("p", { class: "soft" }, say("services_help")), lines);
}

function confirmation(visit) {
  const { app: { say }, draft, soon } = visit;
  const typed = (key, most, more = {}) => el("input", { maxlength: most, autocomplete: "off", value: draft[key], oninput: (event) => { draft[key] = event.target.value.trim(); soon(); }, ...more });
  const by = (how) => button(say(`by_${how}`), () => confirmBy(visit, how));
  return panel(say("confirm_title"), field(say("given_by"), "given-by", typed("given", 60)),
    field(say("code"), "code", typed("code", 8, { inputmode: "numeric" })),
    el("div", { class: "acts" }, by("rotating_code"), by("recipient_pin")),
    fold(visit, "sign", signaturePad(say, draft), by("recipient_signature")));
}

// A part that stays open when the page is drawn again.
function fold({ app: { say }, unfolded }, key, ...children) {
  const part = more(say(key), ...children);
  part.open = unfolded.has(key);
  part.addEventListener("toggle", () => (part.open ? unfolded.add(key) : unfolded.delete(key)));
  return part;
}

async function confirmBy(visit, how) {
  const { app: { say }, draft } = visit;
  const value = how === "recipient_signature" ? draft.strokes : draft.code;
  if (!value.length) return draw(visit, { text: say(how === "recipient_signature" ? "need_sign" : "need_code"), tone: "warn" });
  const payload = { how, value, by: draft.given };
  Object.assign(draft, { code: "", strokes: [] });
  await visit.keep();
  return put(visit, "confirm", payload);
}

function notGiven(visit) {
  const { app: { say } } = visit;
  const as = (kind) => button(say(`as_${kind}`), () => notGivenAs(visit, kind));
  return panel("", fold(visit, "not_given", reasons(visit, "not"), el("div", { class: "acts" }, as("missed"), as("refused"))));
}

async function notGivenAs(visit, kind) {
  const why = visit.draft.not;
  const fault = reasonFault(why);
  if (fault) return draw(visit, { text: visit.app.say(fault), tone: "warn" });
  visit.draft.not = undefined;
  await visit.keep();
  return put(visit, kind, { why });
}
