// The pages before the first page: setting the PIN, opening with it, handing the device back.

import { button, el, field, notice, panel } from "./build.js";

const IDLE_MS = 5 * 60 * 1000;
const PIN = /^\d{6}$/;
const typed = (id) => document.getElementById(id).value;
const pinField = (label, id) => field(label, id, el("input", { type: "password", inputmode: "numeric", maxlength: "6", autocomplete: "off" }));

export class Lock {
  constructor(frame) {
    this.frame = frame;
    this.touched = Date.now();
    for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, () => { this.touched = Date.now(); }, true);
    setInterval(() => this.whenIdle(), 1000);
  }

  async start() {
    await (await this.frame.vault.made() ? this.unlockPage() : this.createPage());
  }

  createPage(text = "") {
    const { say, show } = this.frame;
    show(say("create_title"), text ? notice(text, "bad") : notice(say("create_why")),
      panel("", pinField(say("pin"), "pin"), pinField(say("pin_again"), "pin-again"), button(say("create"), () => this.create(), "button-main")),
      this.signIn());
  }

  async create() {
    const { frame, frame: { say, vault } } = this;
    const pin = typed("pin");
    if (!PIN.test(pin)) return this.createPage(say("pin_rule"));
    if (pin !== typed("pin-again")) return this.createPage(say("pin_differs"));
    try { await frame.goOnline(); } catch (fault) { return this.createPage(frame.onlineFault(fault)); }
    await this.emptied();
    await vault.create(pin);
    return frame.home();
  }

  // What a wiped lock kept cannot be read by anybody; a new lock begins with empty boxes and a new device.
  async emptied() {
    const { store } = this.frame;
    for (const box of ["kept", "items"]) await store.clear(box);
    if (await store.get("facts", "last")) {
      await store.remove("facts", "last");
      await store.remove("facts", "device");
      await this.frame.goOnline();
    }
  }

  signIn() {
    return el("p", {}, el("a", { href: this.frame.where.sign_in }, this.frame.say("to_sign_in")));
  }

  unlockPage(text = "", tone = "bad") {
    const { say, show } = this.frame;
    show(say("unlock_title"), text ? notice(text, tone) : null,
      panel("", pinField(say("pin"), "pin"), button(say("unlock"), () => this.unlock(), "button-main")), this.signIn());
    document.getElementById("pin").addEventListener("keydown", (event) => { if (event.key === "Enter") this.unlock(); });
  }

  async unlock() {
    const { frame, frame: { say, vault } } = this;
    const pin = typed("pin");
    const found = await this.revoked() ? "revoked" : await vault.unlock(pin);
    if (found === "open") { this.touched = Date.now(); return frame.home(); }
    if (found === "wiped" || found === "revoked") return this.createPage(say(found));
    return this.unlockPage(found === "away" ? say("away") : say("wrong_pin", { n: found }));
  }

  // Online, the server says again that this device may; a revoked one loses its key at once.
  async revoked() {
    try { await this.frame.goOnline(); } catch (fault) {
      if (fault.status === 409) { await this.frame.vault.wipe(); return true; }
    }
    return false;
  }

  whenIdle() {
    const { say, vault } = this.frame;
    if (!vault.open || Date.now() - this.touched < IDLE_MS) return;
    vault.lock();
    this.unlockPage(say("locked"), "info");
  }

  // For the next person: only when the server has everything, since nobody could send it any more.
  handBack() {
    const { frame, frame: { say, outbox } } = this;
    const act = async () => {
      if ((await outbox.waiting()).length) return frame.complain(say("hand_back_waits"));
      if (!window.confirm(say("hand_back_sure"))) return undefined;
      await this.forget();
      return this.createPage();
    };
    return button(say("hand_back"), act);
  }

  async forget() {
    const { store, vault } = this.frame;
    await vault.wipe();
    for (const box of ["kept", "items", "facts"]) await store.clear(box);
  }
}
