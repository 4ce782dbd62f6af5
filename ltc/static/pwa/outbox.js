// The outbox: an item is saved under its UUID and number before it is first sent, and stays until
// the server's receipt is here.  Every answer that is no receipt keeps it.

import { canonical, sha256 } from "./canonical.js";
import { ask, clock, deviceNow } from "./link.js";

const MOST = 100;
const FORM_VERSION = 1;

export class Outbox {
  constructor(store, vault, where) {
    Object.assign(this, { store, vault, where, sending: null, trouble: "" });
  }

  // ``base`` is the version of what the item changes, where the server keeps one.
  async put(kind, payload, base = null) {
    await navigator.locks.request("ltc-outbox", async () => {
      const last = (await this.store.get("facts", "last")) || { seq: 0, hash: "" };
      const body = {
        id: crypto.randomUUID(),
        seq: last.seq + 1,
        kind,
        payload,
        payload_hash: await sha256(canonical(payload)),
        device_time: deviceNow().toISOString(),
        form_version: FORM_VERSION,
        clock: clock(),
        previous_hash: last.hash,
        ...(base === null ? {} : { base_version: base }),
      };
      const row = { seq: body.seq, ...(await this.vault.seal({ body, receipt: null })) };
      await this.store.put("items", body.seq, row);
      await this.store.put("facts", "last", { seq: body.seq, hash: await sha256(canonical(body)) });
    });
  }

  async all() {
    const rows = (await this.store.all("items")).sort((one, other) => one.seq - other.seq);
    return Promise.all(rows.map((row) => this.vault.unseal(row)));
  }

  async waiting() { return (await this.all()).filter(isWaiting); }

  // One round at a time, whoever asks: the page, its timer, the browser's "online".  Tells whether
  // the server answered anything.
  send() {
    this.sending ||= this.round().finally(() => { this.sending = null; });
    return this.sending;
  }

  async round() {
    if (!this.vault.open) return false;
    const items = (await this.waiting()).slice(0, MOST);
    if (!items.length) { this.trouble = ""; return false; }
    try {
      const session = await ask(this.where.session);
      const user = await this.store.get("facts", "user");
      if (user && session.user.id !== user) { this.trouble = "other_user"; return false; }
      const device = await this.store.get("facts", "device");
      const body = { device, items: items.map((item) => item.body) };
      const answer = await ask(this.where.sync, session.csrf, body);
      await this.take(items, answer.receipts);
      await this.store.put("facts", "sent", Date.now());
      this.trouble = "";
      return true;
    } catch (fault) {
      this.trouble = [401, 403].includes(fault.status) ? "sign_in" : "retry";
      return false;
    }
  }

  async take(items, receipts) {
    for (const item of items) {
      const receipt = receipts.find((one) => one.id === item.body.id);
      if (!receipt) continue;
      const row = { seq: item.body.seq, ...(await this.vault.seal({ ...item, receipt })) };
      await this.store.put("items", item.body.seq, row);
    }
  }
}

export const isWaiting = (item) => !item.receipt || item.receipt.state === "held";
