// What stays on the device: three boxes of an IndexedDB.  "facts" are plain and hold no personal
// data; "kept" and "items" hold only what the vault has sealed.

const BOXES = ["facts", "kept", "items"];

const wait = (request) => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});

// Settles when the change is on the disk, or is not.
const settled = (change) => new Promise((done, failed) => {
  change.oncomplete = done;
  change.onabort = change.onerror = () => failed(change.error);
});

function open(name) {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => BOXES.forEach((box) => request.result.createObjectStore(box));
  return wait(request);
}

export class Store {
  constructor(name) { this.opened = open(name); }

  // Resolves only when the change is on the disk.
  async in(box, mode, act) {
    const change = (await this.opened).transaction(box, mode, { durability: "strict" });
    const finished = settled(change);
    finished.catch(() => {}); // told by the request where it fails first
    const result = await wait(act(change.objectStore(box)));
    await finished;
    return result;
  }

  get(box, key) { return this.in(box, "readonly", (rows) => rows.get(key)); }

  all(box) { return this.in(box, "readonly", (rows) => rows.getAll()); }

  keys(box) { return this.in(box, "readonly", (rows) => rows.getAllKeys()); }

  put(box, key, value) { return this.in(box, "readwrite", (rows) => rows.put(value, key)); }

  // Rows of [box, key, value], all of them or none: what belongs together is never torn.
  async putAll(rows) {
    const boxes = [...new Set(rows.map(([box]) => box))];
    const change = (await this.opened).transaction(boxes, "readwrite", { durability: "strict" });
    const finished = settled(change);
    try {
      for (const [box, key, value] of rows) change.objectStore(box).put(value, key);
    } catch (fault) {
      change.abort();
      await finished.catch(() => {});
      throw fault;
    }
    await finished;
  }

  remove(box, key) { return this.in(box, "readwrite", (rows) => rows.delete(key)); }

  clear(box) { return this.in(box, "readwrite", (rows) => rows.clear()); }
}
