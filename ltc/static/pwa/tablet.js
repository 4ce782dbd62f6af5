// The assessor's tablet: locked with a PIN, works without a network, says truly what was received.

import { sha256 } from "./canonical.js";
import { button, el, field, notice, panel } from "./build.js";
import { ask } from "./link.js";
import { Outbox } from "./outbox.js";
import { readScale } from "./score.js";
import { Store } from "./store.js";
import { Vault } from "./vault.js";
import { visitPages } from "./visit.js";

const root = document.getElementById("tablet");
const words = JSON.parse(root.dataset.words);
const english = document.documentElement.lang === "en";
const where = JSON.parse(root.dataset.where);
const LOCK_MS = 5 * 60 * 1000;
const RETRY_MS = 15000;
const PIN = /^\d{6}$/;

const store = new Store("ltc-assessor");
const vault = new Vault(store);
const outbox = new Outbox(store, vault, where);
const main = document.getElementById("tablet-page");

const say = (name, values = {}) => Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), words[name] || name);
const told = (both) => (both ? both[english ? "en" : "zh"] : "");
const named = (one) => (english ? one.en : one.zh);
const app = { say, told, named, english, store, vault, outbox, show, home, status };

function show(title, ...children) {
  main.replaceChildren(el("h1", { tabindex: "-1" }, title), ...children.flat().filter(Boolean));
  main.querySelector("h1").focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

// ---- The lock -------------------------------------------------------------------------------------

async function start() {
  if (navigator.storage?.persist) navigator.storage.persist();
  await (await vault.made() ? unlockPage() : createPage());
  status();
}

async function goOnline() {
  const session = await ask(where.session);
  const user = await store.get("facts", "user");
  if (user && user !== session.user.id) throw Object.assign(new Error("other"), { other: true });
  let device = await store.get("facts", "device");
  if (!device) {
    device = crypto.randomUUID();
    await store.put("facts", "device", device);
  }
  const answer = await ask(where.register, session.csrf, { device, name: navigator.userAgent.slice(0, 60) });
  await store.put("facts", "user", session.user.id);
  await vault.hear(answer.key_part);
}

const pinField = (label, id) => field(label, id, el("input", { type: "password", inputmode: "numeric", maxlength: "6", autocomplete: "off" }));
const typed = (id) => document.getElementById(id).value;

function createPage(text = "") {
  const create = async () => {
    if (!PIN.test(typed("pin"))) return createPage(say("pin_rule"));
    if (typed("pin") !== typed("pin-again")) return createPage(say("pin_differs"));
    const pin = typed("pin");
    try { await goOnline(); } catch (fault) { return createPage(onlineFault(fault)); }
    await outsideTheLock();
    await vault.create(pin);
    return home();
  };
  show(say("create_title"), text ? notice(text, "bad") : notice(say("create_why")), panel("", pinField(say("pin"), "pin"), pinField(say("pin_again"), "pin-again"), button(say("create"), create, "button-main")), signIn());
}

// What a wiped lock kept cannot be read by anybody; a new lock begins with empty boxes and a new device.
async function outsideTheLock() {
  for (const box of ["kept", "items"]) await store.clear(box);
  if (await store.get("facts", "last")) {
    await store.remove("facts", "last");
    await store.remove("facts", "device");
    await goOnline();
  }
}

const signIn = () => el("p", {}, el("a", { href: where.sign_in }, say("to_sign_in")));

function onlineFault(fault) {
  if (fault.other) return say("other_user");
  if (fault.status === 401 || fault.status === 403) return say("sign_in");
  return fault.told ? told({ zh: fault.told.message, en: fault.told.message }) : say("need_online");
}

function unlockPage(text = "", tone = "bad") {
  const unlock = async () => {
    const pin = typed("pin");
    const revoked = await refreshKey();
    const found = revoked ? "revoked" : await vault.unlock(pin);
    if (found === "open") { touched(); return home(); }
    if (found === "wiped" || found === "revoked") return createPage(say(found));
    return unlockPage(found === "away" ? say("away") : say("wrong_pin", { n: found }));
  };
  show(say("unlock_title"), text ? notice(text, tone) : null, panel("", pinField(say("pin"), "pin"), button(say("unlock"), unlock, "button-main")), signIn());
  document.getElementById("pin").addEventListener("keydown", (event) => { if (event.key === "Enter") unlock(); });
}

// Online, the server says again that this device may; a revoked one loses its key at once.
async function refreshKey() {
  try { await goOnline(); } catch (fault) {
    if (fault.status === 409) { await vault.wipe(); return true; }
  }
  return false;
}

let last = Date.now();
const touched = () => { last = Date.now(); };

function lockWhenIdle() {
  if (!vault.open || Date.now() - last < LOCK_MS) return;
  vault.lock();
  unlockPage(say("locked"), "info");
}

// ---- Today's homes ---------------------------------------------------------------------------------

async function home() {
  const bundle = (await vault.kept("bundle")) || { tasks: [] };
  const items = await outbox.all();
  const cards = await Promise.all(bundle.tasks.map((task) => taskCard(task, items)));
  const list = cards.length ? el("ol", { class: "stops" }, cards) : notice(say("no_tasks"));
  show(say("home_title"), el("div", { class: "acts" }, button(say("load"), load, "button-main")), list, sentList(items));
  await takeNewVersion();
  status();
  outbox.send().then(status);
}

async function taskCard(task, items) {
  const draft = await vault.kept(`draft-${task.assessment}`);
  const form = items.find((item) => item.body.kind === "form" && item.body.payload.assessment === task.assessment);
  const answered = draft ? Object.keys(draft.answers).length : 0;
  const word = form ? say("sealed_here") : task.done ? say("done_there") : answered ? say("answered", { n: answered }) : say("to_do");
  const at = task.scheduled_at ? new Date(task.scheduled_at).toLocaleString(english ? "en" : "zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" }) : "";
  const open = async () => (form || task.done ? null : visitPages(app, task, await scaleOf(task)));
  return el("li", {}, el("button", { type: "button", class: "stop tablet-stop", onclick: open },
    el("span", { class: "stop-time" }, at),
    el("span", { class: "stop-who" }, el("strong", {}, task.name), el("span", { class: "soft" }, `${say("age", { n: task.age })} · ${task.address}`)),
    el("span", { class: "stop-state" }, word)));
}

async function load() {
  try {
    await goOnline();
    const bundle = await ask(where.bundle);
    for (const packed of Object.values(bundle.scales)) {
      if (await sha256(packed.text) !== packed.hash) throw new Error("damaged");
    }
    await vault.keep("bundle", bundle);
    await home();
  } catch (fault) {
    main.querySelector("h1").after(notice(onlineFault(fault), "bad"));
  }
}

async function scaleOf(task) {
  const packed = (await vault.kept("bundle")).scales[task.scale];
  return { ...readScale(packed), hash: packed.hash, signature: packed.signature };
}

function sentList(items) {
  if (!items.length) return null;
  const lines = items.map(({ body, receipt }) => el("li", { "data-state": receipt ? receipt.state : "waiting" },
    el("strong", {}, say(`kind_${body.kind}`)),
    el("span", {}, receipt ? say(receipt.state, { why: told(receipt.reason) }) : say("saved")),
    receipt?.assessment?.differs ? el("span", {}, say("differs")) : null,
    receipt?.hash ? el("code", {}, say("receipt", { n: receipt.hash.slice(0, 16) })) : null));
  const parked = items.filter((item) => item.receipt?.state === "parked");
  return panel(say("sent_title"), el("ul", { class: "sent-list" }, lines.reverse()), parked.length ? button(say("export"), () => save(parked)) : null);
}

function save(items) {
  const file = URL.createObjectURL(new Blob([JSON.stringify(items, null, 1)], { type: "application/json" }));
  el("a", { href: file, download: `parked-${new Date().toISOString().slice(0, 10)}.json` }).click();
  setTimeout(() => URL.revokeObjectURL(file), 1000);
}

// ---- The line that is always there -------------------------------------------------------------------

async function status() {
  const parts = [say(navigator.onLine && outbox.trouble !== "retry" ? "online" : "offline")];
  if (vault.open) {
    const waiting = (await outbox.waiting()).length;
    parts.push(waiting ? say("waiting", { n: waiting }) : say("none"));
  }
  const sent = await store.get("facts", "sent");
  if (sent) parts.push(say("last", { t: new Date(sent).toLocaleTimeString(english ? "en" : "zh-CN", { hour: "2-digit", minute: "2-digit" }) }));
  const room = await navigator.storage?.estimate?.();
  if (room?.quota) parts.push(say("room", { n: Math.floor((room.quota - room.usage) / 1048576) }));
  document.getElementById("tablet-line").textContent = parts.join(" · ");
  const trouble = document.getElementById("tablet-trouble");
  trouble.textContent = outbox.trouble ? say(outbox.trouble) : "";
  trouble.hidden = !outbox.trouble;
}

const sendNow = () => outbox.send().then(() => (vault.open && main.dataset.page !== "visit" ? home() : status()));
app.sendNow = sendNow;

async function takeNewVersion() {
  const worker = await navigator.serviceWorker?.getRegistration?.(where.scope);
  worker?.waiting?.postMessage("go"); // only from the list: no draft is open there
}

navigator.serviceWorker?.register(where.worker, { scope: where.scope });
document.getElementById("tablet-send").addEventListener("click", sendNow);
for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, touched, true);
window.addEventListener("online", () => outbox.send().then(status));
window.addEventListener("offline", status);
setInterval(() => outbox.send().then(status), RETRY_MS);
setInterval(lockWhenIdle, 1000);
start().catch(() => { main.replaceChildren(notice(say("no_store"), "bad")); });
