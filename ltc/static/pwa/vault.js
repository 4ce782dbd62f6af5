// The lock of the device.  What is kept is sealed with AES-GCM under a data key; the data key is
// wrapped under a key of two halves: one from the PIN (PBKDF2), one from the server, which stays
// in the browser as a key that no script can read and counts for 72 hours after the last time online.

const ROUNDS = 600000;
const MOST_WRONG = 10;
const AWAY_MS = 72 * 3600 * 1000;
const bytes = (text) => new TextEncoder().encode(text);
const AES = { name: "AES-GCM", length: 256 };

export class Vault {
  constructor(store) {
    this.store = store;
    this.key = null;
  }

  get open() { return this.key !== null; }

  lock() { this.key = null; }

  async made() { return Boolean(await this.store.get("facts", "wrapped")); }

  // The server's half arrives with every time online; a device that was revoked never gets it again.
  async hear(part, at = Date.now()) {
    const half = await crypto.subtle.importKey("raw", bytes(part), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    // With the server heard, the clock begins anew: one that was once ahead locks nobody out for good.
    await this.store.putAll([["facts", "half", half], ["facts", "online", at], ["facts", "latest", at]]);
  }

  async create(pin) {
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const key = await crypto.subtle.generateKey(AES, true, ["encrypt", "decrypt"]);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const wrapping = await this.wrapping(pin, salt, ["wrapKey"]);
    const data = await crypto.subtle.wrapKey("raw", key, wrapping, { name: "AES-GCM", iv });
    await this.store.putAll([["facts", "wrong", 0], ["facts", "wrapped", { salt, iv, data }]]);
    return this.unlock(pin);
  }

  // Answers "open", "away" (too long offline), "wiped" or how many tries are left.
  async unlock(pin) {
    const wrapped = await this.store.get("facts", "wrapped");
    if (!wrapped) return "wiped";
    if (await this.tooLongAway()) return "away";
    const wrong = ((await this.store.get("facts", "wrong")) || 0) + 1;
    await this.store.put("facts", "wrong", wrong); // counted before it is tried: no power cut helps
    try {
      const wrapping = await this.wrapping(pin, wrapped.salt, ["unwrapKey"]);
      const how = { name: "AES-GCM", iv: wrapped.iv };
      this.key = await crypto.subtle.unwrapKey("raw", wrapped.data, wrapping, how, AES, false, ["encrypt", "decrypt"]);
    } catch {
      if (wrong < MOST_WRONG) return MOST_WRONG - wrong;
      await this.wipe();
      return "wiped";
    }
    await this.store.put("facts", "wrong", 0);
    return "open";
  }

  // Without the key nothing that is kept can be read again by anybody; whose device it was goes with
  // it, so that it can be set up again, by anybody.
  async wipe() {
    this.key = null;
    await this.store.clear("facts");
  }

  // A clock that was set back does not lengthen the time away.
  async tooLongAway() {
    const latest = Math.max((await this.store.get("facts", "latest")) || 0, Date.now());
    await this.store.put("facts", "latest", latest);
    const online = await this.store.get("facts", "online");
    return !online || latest - online > AWAY_MS;
  }

  async seal(value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, bytes(JSON.stringify(value)));
    return { iv, data };
  }

  async unseal(row) {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, this.key, row.data);
    return JSON.parse(new TextDecoder().decode(plain));
  }

  async keep(name, value) { await this.store.put("kept", name, await this.seal(value)); }

  async kept(name) {
    const row = await this.store.get("kept", name);
    return row ? this.unseal(row) : undefined;
  }

  async wrapping(pin, salt, uses) {
    const half = await this.store.get("facts", "half");
    if (!half) throw new Error("the server's half of the key is not here");
    const secret = await crypto.subtle.importKey("raw", bytes(pin), "PBKDF2", false, ["deriveBits"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
    const ours = await crypto.subtle.deriveBits(how, secret, 256);
    const both = await crypto.subtle.sign("HMAC", half, ours);
    return crypto.subtle.importKey("raw", both, "AES-GCM", false, uses);
  }
}
