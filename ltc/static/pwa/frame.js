// What every app of this house has on a device: its words, one page at a time, the lock before it,
// the line that always tells how things stand, and sending in the background.

import { button, el, notice } from "./build.js";
import { ask, moveClock } from "./link.js";
import { Lock } from "./lock.js";
import { Outbox } from "./outbox.js";
import { Store } from "./store.js";
import { Vault } from "./vault.js";

const RETRY_MS = 15000;
const OTHER_MS = 3000; // a window that closes gives its place up by then
const LIFT_MS = 100; // a touch becomes a press a little after the finger is lifted

export class Frame {
  // ``home`` draws the app's first page; the device keeps its boxes under ``name``.  ``unfinished`` tells
  // why the device cannot be handed back although everything was sent.
  constructor(name, home, unfinished = async () => "") {
    this.unfinished = unfinished;
    this.name = name;
    const given = document.getElementById("app").dataset;
    this.words = JSON.parse(given.words);
    this.where = JSON.parse(given.where);
    this.english = document.documentElement.lang === "en";
    this.store = new Store(name);
    this.vault = new Vault(this.store);
    this.outbox = new Outbox(this.store, this.vault, this.where);
    this.lock = new Lock(this);
    this.main = document.getElementById("app-page");
    this.home = async () => { await this.takeNewVersion(); await home(this); await this.status(); this.send(); };
    this.heard = null; // what the page in view does when receipts have come
    for (const each of ["say", "told", "named", "date", "time", "show", "status", "send"]) this[each] = this[each].bind(this);
    moveClock(this.where.moved_ms);
    this.watchTouch();
  }

  // What comes by itself waits for ``still``: a button that is drawn anew or moves away under a
  // finger is not pressed.
  watchTouch() {
    let lift = () => {};
    const soon = () => setTimeout(lift, LIFT_MS);
    this.touch = Promise.resolve();
    document.addEventListener("pointerdown", () => { lift(); this.touch = new Promise((done) => { lift = done; }); }, true);
    for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, soon, true);
    document.addEventListener("click", () => setTimeout(lift), true);
    window.addEventListener("blur", soon);
  }

  still() { return this.touch; }

  // Puts what is being made in a place of the page.
  async fill(place, making) {
    const made = await making;
    await this.still();
    place.replaceChildren(...[made].flat().filter(Boolean));
  }

  say(name, values = {}) {
    return Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), this.words[name] || name);
  }

  told(both) { return both ? this.named(both) : ""; }

  named(both) { return this.english ? both.en : both.zh; }

  time(at) { return new Date(at).toLocaleTimeString(this.english ? "en" : "zh-CN", { hour: "2-digit", minute: "2-digit" }); }

  day(at) { return new Date(at).toLocaleDateString(this.english ? "en" : "zh-CN", { month: "long", day: "numeric", weekday: "short" }); }

  date(at) { return new Date(at).toLocaleDateString(this.english ? "en" : "zh-CN", { month: "numeric", day: "numeric" }); }

  show(title, ...children) {
    this.heard = null;
    this.main.replaceChildren(el("h1", { tabindex: "-1" }, title), ...children.flat().filter(Boolean));
    this.main.querySelector("h1").focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  // To the pages that need a network.
  front() { return el("a", { class: "button", href: this.where.front }, this.say("front")); }

  complain(text) { this.main.querySelector("h1")?.after(notice(text, "bad")); }

  async start() {
    if (navigator.storage?.persist) navigator.storage.persist();
    navigator.serviceWorker?.register(this.where.worker, { scope: this.where.scope });
    if (!(await this.only())) return this.elsewhere();
    document.getElementById("app-send").addEventListener("click", this.send);
    window.addEventListener("online", this.send);
    window.addEventListener("offline", this.status);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.send(); });
    window.addEventListener("unhandledrejection", () => { if (this.vault.open) this.complain(this.say("not_saved")); });
    setInterval(this.send, RETRY_MS);
    return this.begin();
  }

  // One window of an app at a time: the lock of one would know nothing of the other's.
  only() {
    const given = new AbortController();
    const timer = setTimeout(() => given.abort(), OTHER_MS);
    return new Promise((done) => {
      const held = () => { clearTimeout(timer); done(true); return new Promise(() => {}); };
      navigator.locks.request(`open-${this.name}`, { signal: given.signal }, held).catch(() => done(false));
    });
  }

  elsewhere() {
    this.main.replaceChildren(notice(this.say("elsewhere"), "warn"), button(this.say("open_here"), () => window.location.reload(), "button-main"));
  }

  async begin() {
    try {
      await this.lock.start();
      await this.status();
    } catch {
      this.main.replaceChildren(notice(this.say("no_store"), "bad"));
    }
  }

  async send() {
    const answered = await this.outbox.send();
    if (answered && this.vault.open) await this.heard?.();
    await this.status();
  }

  // Registers this device as the signed-in person's and takes the server's part of its key.
  async goOnline() {
    const device = await this.device();
    const session = await ask(this.where.session);
    const user = await this.store.get("facts", "user");
    if (user && user !== session.user.id) throw Object.assign(new Error("other"), { other: true });
    const answer = await ask(this.where.register, session.csrf, { device, name: navigator.userAgent.slice(0, 60) });
    // Handed back or wiped meanwhile: the next person's device is not this one's.
    if (await this.store.get("facts", "device") !== device) throw new Error("another device by now");
    await this.store.put("facts", "user", session.user.id);
    await this.vault.hear(answer.key_part);
  }

  async device() {
    const known = await this.store.get("facts", "device");
    if (known) return known;
    const made = crypto.randomUUID();
    await this.store.put("facts", "device", made);
    return made;
  }

  // The newest of what the server has for this device.  A session that ended is told whatever waits.
  async fetched() {
    try {
      await this.goOnline();
      const bundle = await ask(this.where.bundle);
      this.outbox.trouble = "";
      return bundle;
    } catch (fault) {
      if (fault.other) this.outbox.trouble = "other_user";
      if ([401, 403].includes(fault.status)) this.outbox.trouble = "sign_in";
      throw fault;
    } finally {
      await this.status();
    }
  }

  onlineFault(fault) {
    if (fault.other) return this.say("other_user");
    if (fault.status === 401 || fault.status === 403) return this.say("sign_in");
    return fault.told ? fault.told.message : this.say("need_online");
  }

  async status() {
    const parts = [this.say(navigator.onLine && this.outbox.trouble !== "retry" ? "online" : "offline")];
    if (this.vault.open) {
      const waiting = await this.outbox.waiting().catch(() => null); // locked meanwhile
      if (waiting) parts.push(waiting.length ? this.say("waiting", { n: waiting.length }) : this.say("none"));
      if (this.outbox.unreadable) parts.push(this.say("unreadable", { n: this.outbox.unreadable }));
    }
    const sent = await this.store.get("facts", "sent");
    if (sent) parts.push(this.say("last", { t: this.time(sent) }));
    const room = await navigator.storage?.estimate?.();
    if (room?.quota) parts.push(this.say("room", { n: Math.floor((room.quota - room.usage) / 1048576) }));
    const line = document.getElementById("app-line");
    const text = parts.join(" · ");
    if (line.textContent !== text) line.textContent = text;
    this.still().then(() => this.warn(this.outbox.trouble)); // nothing is kept later for it
  }

  // Said once: a screen reader hears an alert again each time it is written.
  warn(trouble) {
    const place = document.getElementById("app-trouble");
    if (place.dataset.said === trouble) return;
    place.dataset.said = trouble;
    const link = trouble === "sign_in" ? [" ", el("a", { href: this.where.sign_in }, this.say("to_sign_in"))] : [];
    place.replaceChildren(...(trouble ? [this.say(trouble), ...link] : []));
    place.hidden = !trouble;
  }

  // Only from the first page: no draft is open there.
  async takeNewVersion() {
    const worker = await navigator.serviceWorker?.getRegistration?.(this.where.scope);
    worker?.waiting?.postMessage("go");
  }
}
