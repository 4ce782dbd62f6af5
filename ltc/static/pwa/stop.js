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
  const visit = { app, stop, bundle, draft, keep, soon, pending: null, unfolded: new Set(), busy: false };
  await draw(visit);
}

const ofThis = async ({ app, stop }) => (await app.outbox.all()).filter(({ body }) => body.payload.visit === stop.visit);

async function draw(visit, told = null, wanted = () => true) {
  const { app, app: { say, named }, stop, bundle } = visit;
  if (!app.vault.open) return;
  const items = await ofThis(visit);
  if (!app.vault.open || !wanted()) return;
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
  const heard = async () => {
    const now = await ofThis(visit);
    await app.still();
    const here = () => app.heard === heard && !visit.busy;
    if (!here()) return undefined;
    if (stateNow(stop, now) !== state) return draw(visit, told, here);
    return app.fill(sent, sentList(app, now));
  };
  app.heard = heard;
}

// One act at a time.  Where it fails it is told, and what was typed is still there.
async function once(visit, act) {
  const { app } = visit;
  if (visit.busy) return;
  visit.busy = true;
  app.main.querySelectorAll(".panel button").forEach((each) => { each.disabled = true; });
  try {
    await act();
  } catch {
    await draw(visit, { text: app.say("not_saved"), tone: "bad" });
  } finally {
    visit.busy = false;
  }
}

// Saved and numbered first; then what was typed for it is cleared; then shown; then sent.
async function put(visit, kind, payload, told, cleared) {
  await visit.app.outbox.put(kind, { visit: visit.stop.visit, ...payload });
  Object.assign(visit.draft, cleared);
  await visit.keep();
  await visit.app.status();
  await draw(visit, told);
  visit.app.send();
}

function running({ stop }, items) {
  const began = items.find(({ body, receipt }) => body.kind === "check_in" && receipt?.state !== "parked");
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
  const { app: { say } } = visit;
  if (!["planned", "missed", "started"].includes(state)) return null;
  const out = state === "started";
  const pending = visit.pending?.out === out ? visit.pending : null;
  const find = (event) => once(visit, () => locating(visit, out, event.target));
  const plain = say(out ? "check_out_now" : "check_in_now");
  if (!pending) return button(plain, find, "button-main phone-main");
  return el("div", {}, reasons(visit, "why"),
    button(say(out ? "anyway_out" : "anyway_in"), () => once(visit, () => withReason(visit, out)), "button-main phone-main"),
    button(say("again"), find, "phone-second"));
}

async function locating(visit, out, pressed) {
  const { app: { say }, stop } = visit;
  pressed.textContent = say("locating");
  const found = await locate();
  if (!pressed.isConnected) return undefined; // the page was left meanwhile
  const seen = judge(say, found, stop);
  if (seen.stands) return report(visit, out, found.fix, null, { text: seen.tell, tone: "good" });
  visit.pending = { out, fix: found.fix, text: seen.tell };
  return draw(visit, { text: seen.tell, tone: "warn" });
}

async function withReason(visit, out) {
  const { pending, draft } = visit;
  const fault = reasonFault(draft.why);
  if (fault) return draw(visit, { text: visit.app.say(fault), tone: "warn" });
  return report(visit, out, pending.fix, draft.why, { text: pending.text, tone: "warn" });
}

async function report(visit, out, fix, why, told) {
  if (out) await visit.app.outbox.put("tasks", { visit: visit.stop.visit, tasks: tasksOf(visit) });
  await put(visit, out ? "check_out" : "check_in", { fix, why, clock: clock() }, told, { why: undefined });
  visit.pending = null;
}

const servicesOf = ({ item, items, service }) => (items.some(({ code }) => code === item) ? items : [{ code: item, ...service }, ...items]);

// What was done, and what this visit was for, done or not.
const tasksOf = ({ stop, draft }) => servicesOf(stop)
  .map(({ code }) => ({ item: code, done: draft.done.includes(code), why: draft.done.includes(code) ? "" : NOT_DONE }))
  .filter(({ item, done }) => done || item === stop.item);

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
  const lines = servicesOf(stop).map((item) => el("label", { class: "choice" },
    el("input", { type: "checkbox", name: "task", value: item.code, checked: draft.done.includes(item.code), onchange: tick(item.code) }),
    el("span", {}, named(item))));
  return panel(say("services"), el("p", { class: "soft" }, say("services_help")), lines);
}

function confirmation(visit) {
  const { app: { say }, draft, soon } = visit;
  const typed = (key, most, more = {}) => el("input", { maxlength: most, autocomplete: "off", value: draft[key], oninput: (event) => { draft[key] = event.target.value.trim(); soon(); }, ...more });
  const by = (how) => button(say(`by_${how}`), () => once(visit, () => confirmBy(visit, how)));
  return panel(say("confirm_title"), field(say("given_by"), "given-by", typed("given", 60)),
    field(say("code"), "code", typed("code", 8, { inputmode: "numeric" })),
    el("div", { class: "acts" }, by("rotating_code"), by("recipient_pin")),
    fold(visit, "sign", signaturePad(say, draft, soon), by("recipient_signature")));
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
  return put(visit, "confirm", { how, value, by: draft.given }, null, { code: "", strokes: [] });
}

function notGiven(visit) {
  const { app: { say } } = visit;
  const as = (kind) => button(say(`as_${kind}`), () => once(visit, () => notGivenAs(visit, kind)));
  return panel("", fold(visit, "not_given", reasons(visit, "not"), el("div", { class: "acts" }, as("missed"), as("refused"))));
}

async function notGivenAs(visit, kind) {
  const why = visit.draft.not;
  const fault = reasonFault(why);
  if (fault) return draw(visit, { text: visit.app.say(fault), tone: "warn" });
  return put(visit, kind, { why }, null, { not: undefined });
}
