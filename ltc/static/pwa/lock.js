// The pages before the first page: setting the PIN, opening with it, handing the device back.

import { button, el, field, notice, panel } from "./build.js";

const IDLE_MS = 5 * 60 * 1000;
const SOON_MS = 3000;
const PIN = /^\d{6}$/;
const pause = (time) => new Promise((done) => { setTimeout(done, time); });
const typed = (id) => document.getElementById(id).value;
const pinField = (label, id) => field(label, id, el("input", { type: "password", inputmode: "numeric", maxlength: "6", autocomplete: "off" }));

export class Lock {
  constructor(frame) {
    this.frame = frame;
    this.touched = Date.now();
    this.busy = false;
    this.lost = "wiped"; // why there is no key any more
    // The touch that wakes a device comes before its timers do.
    for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, () => { this.whenIdle(); this.touched = Date.now(); }, true);
    document.addEventListener("visibilitychange", () => this.whenIdle());
    setInterval(() => this.whenIdle(), 1000);
  }

  async start() {
    await (await this.frame.vault.made() ? this.unlockPage() : this.createPage());
  }

  createPage(text = "") {
    const { say, show } = this.frame;
    show(say("create_title"), text ? notice(text, "bad") : notice(say("create_why")),
      panel("", pinField(say("pin"), "pin"), pinField(say("pin_again"), "pin-again"), button(say("create"), () => this.alone(() => this.create(), (text) => this.createPage(text)), "button-main")),
      this.signIn());
  }

  async create() {
    const { frame, frame: { say, vault } } = this;
    const pin = typed("pin");
    if (!PIN.test(pin)) return this.createPage(say("pin_rule"));
    if (pin !== typed("pin-again")) return this.createPage(say("pin_differs"));
    try { await frame.goOnline(); } catch (fault) { return this.createPage(frame.onlineFault(fault)); }
    if (await vault.made()) return this.unlockPage();
    // What a wiped lock kept cannot be read by anybody: a new one begins with empty boxes.
    for (const box of ["kept", "items"]) await frame.store.clear(box);
    if (await vault.create(pin) !== "open") return this.unlockPage(say("not_opened"));
    return frame.home();
  }

  // One act at a time, seen at once: a second tap would make a second key, or spend a second try.
  async alone(act, failed) {
    if (this.busy) return;
    this.busy = true;
    const { main, say } = this.frame;
    main.querySelectorAll("button").forEach((each) => { each.disabled = true; });
    main.querySelector(".button-main").textContent = say("opening");
    try {
      await act();
    } catch {
      failed(say("not_opened"));
    } finally {
      this.busy = false;
    }
  }

  signIn() {
    return el("p", {}, el("a", { href: this.frame.where.sign_in }, this.frame.say("to_sign_in")));
  }

  unlockPage(text = "", tone = "bad") {
    const { say, show } = this.frame;
    const open = () => this.alone(() => this.unlock(), (why) => this.unlockPage(why));
    show(say("unlock_title"), text ? notice(text, tone) : null,
      panel("", pinField(say("pin"), "pin"), button(say("unlock"), open, "button-main")), this.signIn());
    document.getElementById("pin").addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.repeat) open(); });
  }

  async unlock() {
    const { frame, frame: { say, vault } } = this;
    const pin = typed("pin");
    const asked = this.mayStill();
    await Promise.race([asked, pause(SOON_MS)]); // a weak signal does not hold up the right PIN
    let found = await vault.unlock(pin);
    if (found === "away") { await asked; found = await vault.unlock(pin); }
    if (!(await vault.made())) { await this.forget(); return this.createPage(say(this.lost)); }
    if (found === "open") { this.touched = Date.now(); return frame.home(); }
    return this.unlockPage(found === "away" ? say("away") : say("wrong_pin", { n: found }));
  }

  // Online, the server says again that this device may; a revoked one loses its key, however late the answer.
  async mayStill() {
    try { await this.frame.goOnline(); } catch (fault) {
      if (fault.told?.code !== "device_revoked") return;
      this.lost = "revoked";
      await this.forget();
      this.createPage(this.frame.say("revoked"));
    }
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
      const open = await frame.unfinished();
      if (open) return frame.complain(open);
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
