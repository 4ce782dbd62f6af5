// What stays on the device: three boxes of an IndexedDB.  "facts" are plain and hold no personal
// data; "kept" and "items" hold only what the vault has sealed.

const BOXES = ["facts", "kept", "items"];

const wait = (request) => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
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
    const finished = new Promise((done, failed) => {
      change.oncomplete = done;
      change.onabort = change.onerror = () => failed(change.error);
    });
    const result = await wait(act(change.objectStore(box)));
    await finished;
    return result;
  }

  get(box, key) { return this.in(box, "readonly", (rows) => rows.get(key)); }

  all(box) { return this.in(box, "readonly", (rows) => rows.getAll()); }

  put(box, key, value) { return this.in(box, "readwrite", (rows) => rows.put(value, key)); }

  remove(box, key) { return this.in(box, "readwrite", (rows) => rows.delete(key)); }

  clear(box) { return this.in(box, "readwrite", (rows) => rows.clear()); }
}
