// The outbox: an item is saved under its UUID and number before it is first sent, and stays until
// the server's receipt is here.  Every answer that is no receipt keeps it.

import { canonical, sha256 } from "./canonical.js";
import { ask, clock, deviceNow } from "./link.js";

const MOST = 100;
const OLD_MS = 7 * 24 * 3600 * 1000;
const FORM_VERSION = 1;
const SYNC_MS = 120000; // a hundred items with signatures over a weak signal

export class Outbox {
  constructor(store, vault, where) {
    Object.assign(this, { store, vault, where, sending: null, trouble: "", unreadable: 0 });
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
      const next = { seq: body.seq, hash: await sha256(canonical(body)) };
      await this.store.putAll([["items", body.seq, row], ["facts", "last", next]]);
    });
  }

  // A row that does not open is counted and told; the others are not lost for it.
  async all() {
    const rows = (await this.store.all("items")).sort((one, other) => one.seq - other.seq);
    const items = await Promise.all(rows.map((row) => this.vault.unseal(row).catch(() => null)));
    if (!this.vault.open) throw new Error("locked");
    this.unreadable = items.filter((one) => one === null).length;
    return items.filter(Boolean);
  }

  // What the server has had for a week makes room, unless it is ``needed``.
  async tidy(needed) {
    const old = ({ body, receipt }) => ["stored", "already"].includes(receipt?.state) && deviceNow() - new Date(body.device_time) > OLD_MS;
    for (const item of await this.all()) {
      if (old(item) && !needed(item.body)) await this.store.remove("items", item.body.seq);
    }
  }

  async waiting() { return (await this.all()).filter(isWaiting); }

  // One round at a time, whoever asks: the page, its timer, the browser's "online".  Tells whether
  // something became of an item that was not known before.
  send() {
    this.sending ||= this.round().finally(() => { this.sending = null; });
    return this.sending;
  }

  async round() {
    if (!this.vault.open) return false;
    try {
      const items = (await this.waiting()).slice(0, MOST);
      if (!items.length) { if (this.trouble === "retry") this.trouble = ""; return false; }
      const session = await ask(this.where.session);
      const user = await this.store.get("facts", "user");
      if (user && session.user.id !== user) { this.trouble = "other_user"; return false; }
      const device = await this.store.get("facts", "device");
      const body = { device, items: items.map((item) => item.body) };
      const answer = await ask(this.where.sync, session.csrf, body, SYNC_MS);
      const news = await this.take(items, answer.receipts);
      await this.store.put("facts", "sent", Date.now());
      this.trouble = "";
      return news;
    } catch (fault) {
      if (!this.vault.open) return false; // locked meanwhile
      this.trouble = [401, 403].includes(fault.status) ? "sign_in" : "retry";
      return false;
    }
  }

  async take(items, receipts) {
    let news = false;
    for (const item of items) {
      const receipt = receipts.find((one) => one.id === item.body.id);
      if (!receipt) continue;
      const row = { seq: item.body.seq, ...(await this.vault.seal({ ...item, receipt })) };
      await this.store.put("items", item.body.seq, row);
      news ||= item.receipt?.state !== receipt.state;
    }
    return news;
  }
}

export const isWaiting = (item) => !item.receipt || item.receipt.state === "held";
