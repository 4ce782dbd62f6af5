// The carer's phone: every act is saved on the phone before it is first sent, numbered, hashed,
// sent until the server's receipt is here.  Nothing is called sent before that.

const root = document.getElementById("phone");
const words = JSON.parse(root.dataset.words);
const language = root.dataset.language;
const anchor = { server: root.dataset.serverTime, then: performance.now() / 1000 };
// Only a demonstration moves its clock; its phones are moved as far, or every fix would be stale.
const MOVED_MS = Number(root.dataset.movedMs);
const RETRY_MS = 15000;
const MOST = 100;

const say = (name, values = {}) =>
  Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), words[name] || name);
const deviceNow = () => new Date(Date.now() + MOVED_MS);
const show = (element, on = true) => { if (element) element.hidden = !on; };

// ---- Kept on the phone ------------------------------------------------------------------------

const wait = (request) => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});

function openStore() {
  const request = indexedDB.open(`ltc-visits-${root.dataset.user}`, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("items", { keyPath: "seq", autoIncrement: true });
    request.result.createObjectStore("facts");
  };
  return wait(request);
}

async function inStore(name, mode, act) {
  const store = await opened;
  const change = store.transaction(name, mode);
  const finished = new Promise((done, failed) => {
    change.oncomplete = done;
    change.onabort = change.onerror = () => failed(change.error);
  });
  const result = await wait(act(change.objectStore(name)));
  await finished;
  return result;
}

const opened = openStore();
const allItems = () => inStore("items", "readonly", (items) => items.getAll());
const keep = (item) => inStore("items", "readwrite", (items) => items.put(item));

async function device() {
  const there = await inStore("facts", "readonly", (facts) => facts.get("device"));
  if (there) return there;
  const made = { id: crypto.randomUUID(), registered: false };
  await inStore("facts", "readwrite", (facts) => facts.put(made, "device"));
  return made;
}

// ---- Canonical JSON and its hash, as the server writes them -------------------------------------

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const parts = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${parts.join(",")}}`;
}

async function sha256(text) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes), (one) => one.toString(16).padStart(2, "0")).join("");
}

const clock = () => ({
  last_server_time: anchor.server,
  then_s: Math.round(anchor.then * 1000) / 1000,
  now_s: Math.round(performance.now()) / 1000,
});

async function put(kind, payload) {
  const item = {
    id: crypto.randomUUID(),
    kind,
    payload,
    payload_hash: await sha256(canonical(payload)),
    device_time: deviceNow().toISOString(),
    receipt: null,
  };
  await keep(item);
  await paint();
  send();
}

// ---- Sending ------------------------------------------------------------------------------------

let sending = false;
let again = false;

async function send() {
  if (sending) { again = true; return; }
  sending = true;
  try {
    do { again = false; await sendOnce(); } while (again);
  } finally {
    sending = false;
  }
}

const isWaiting = (item) => !item.receipt || item.receipt.state === "held";

async function sendOnce() {
  const items = (await allItems()).filter(isWaiting).slice(0, MOST);
  if (!items.length) return;
  try {
    const session = await ask(root.dataset.session);
    const phone = await device();
    if (!phone.registered) {
      await ask(root.dataset.register, session.csrf, { device: phone.id, name: navigator.userAgent.slice(0, 60) });
      await inStore("facts", "readwrite", (facts) => facts.put({ ...phone, registered: true }, "device"));
    }
    const answer = await ask(root.dataset.sync, session.csrf, { device: phone.id, items: items.map(asSent) });
    await takeReceipts(items, answer);
    trouble("");
  } catch (fault) {
    trouble(fault.status === 401 || fault.status === 403 ? say("sign_in") : say("retry"));
  }
  await paint();
}

const asSent = ({ id, seq, kind, payload, payload_hash, device_time }) =>
  ({ id, seq, kind, payload, payload_hash, device_time });

async function ask(address, csrf, body) {
  const options = { headers: { Accept: "application/json" }, credentials: "same-origin", cache: "no-store" };
  if (body) {
    options.method = "POST";
    options.body = JSON.stringify(body);
    Object.assign(options.headers, { "Content-Type": "application/json", "X-CSRFToken": csrf });
  }
  const answer = await fetch(address, options);
  const found = await answer.json();
  if (!answer.ok && !found.receipts) throw Object.assign(new Error("refused"), { status: answer.status });
  if (found.server_time) {
    anchor.server = found.server_time;
    anchor.then = performance.now() / 1000;
  }
  return found;
}

async function takeReceipts(items, answer) {
  const at = deviceNow().toISOString();
  for (const item of items) {
    const receipt = answer.receipts.find((one) => one.id === item.id);
    if (receipt) await keep({ ...item, receipt: { ...receipt, at } });
  }
  await inStore("facts", "readwrite", (facts) => facts.put(at, "last"));
}

function trouble(text) {
  const box = document.getElementById("phone-trouble");
  box.textContent = text;
  show(box, Boolean(text));
}

// ---- What the page shows ------------------------------------------------------------------------

const visit = document.getElementById("visit");
const part = (id) => document.getElementById(id);

async function paint() {
  const items = await allItems();
  const waiting = items.filter(isWaiting).length;
  const last = await inStore("facts", "readonly", (facts) => facts.get("last"));
  const line = [navigator.onLine ? say("online") : say("offline"), waiting ? say("waiting", { n: waiting }) : say("none")];
  if (last) line.push(say("last", { t: new Date(last).toLocaleTimeString(language === "en" ? "en" : "zh-CN", { hour: "2-digit", minute: "2-digit" }) }));
  part("phone-line").textContent = line.join(" · ");
  show(part("phone-send"), waiting > 0);
  if (visit) paintVisit(items.filter((item) => item.payload.visit === Number(visit.dataset.visit)));
}

// The server's state, and on top of it what this phone has done since.
function stateNow(items) {
  let state = visit.dataset.state;
  for (const item of items) {
    if (item.receipt && item.receipt.state === "parked") continue;
    if (item.kind === "check_in" && ["planned", "missed"].includes(state)) state = "started";
    if (item.kind === "check_out" && state === "started") state = "ended";
    if (["missed", "refused"].includes(item.kind) && ["planned", "started"].includes(state)) state = item.kind;
  }
  return state;
}

let state = "";

function paintVisit(items) {
  state = stateNow(items);
  const begins = ["planned", "missed"].includes(state);
  if (state !== visit.dataset.state) showState();
  const check = part("check");
  show(check, begins || state === "started");
  if (!pending) check.textContent = begins ? say("check_in_now") : say("check_out_now");
  show(part("under-way"), state === "started");
  show(part("not-given"), ["planned", "started"].includes(state));
  show(part("sent"), items.length > 0);
  part("sent-list").replaceChildren(...items.map(receiptLine).reverse());
  startTimer(items);
}

// What this phone did since the page was drawn shows in the word of the state, too.
function showState() {
  part("visit-state").querySelector(".state").lastChild.textContent = say(`state_${state}`);
}

function receiptLine(item) {
  const line = document.createElement("li");
  const title = document.createElement("strong");
  title.textContent = `${say(item.kind)} ${new Date(item.device_time).toLocaleTimeString(language === "en" ? "en" : "zh-CN")}`;
  const receipt = item.receipt;
  const reason = receipt && receipt.reason ? receipt.reason[language === "en" ? "en" : "zh"] : "";
  const text = document.createElement("span");
  text.textContent = receipt ? say(receipt.state, { why: reason }) : say("saved");
  line.append(title, text);
  line.dataset.state = receipt ? receipt.state : "waiting";
  for (const because of (receipt && receipt.visit && receipt.visit.because) || []) {
    const why = document.createElement("span");
    why.textContent = because[language === "en" ? "en" : "zh"];
    line.append(why);
  }
  if (receipt && receipt.hash) {
    const sum = document.createElement("code");
    sum.textContent = say("receipt", { n: receipt.hash.slice(0, 16) });
    line.append(sum);
  }
  return line;
}

let timer = null;

function startTimer(items) {
  const began = items.find((item) => item.kind === "check_in");
  const since = visit.dataset.started || (began && began.device_time);
  clearInterval(timer);
  show(part("timer"), state === "started" && Boolean(since));
  if (state !== "started" || !since) return;
  const tick = () => {
    const seconds = Math.max(0, Math.floor((deviceNow() - new Date(since)) / 1000));
    const two = (number) => String(number).padStart(2, "0");
    part("timer").textContent = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  };
  tick();
  timer = setInterval(tick, 1000);
}

// ---- Where ------------------------------------------------------------------------------------

const FAILED = { 1: "denied", 2: "off", 3: "timed_out" };

// Returns the fix to send, and what to tell the carer about it.
function locate() {
  if (!navigator.geolocation) return Promise.resolve({ fix: null, tell: say("no_geolocation"), stands: false });
  return new Promise((done) => {
    navigator.geolocation.getCurrentPosition(
      (found) => done(judge(found)),
      (fault) => done({ fix: { status: FAILED[fault.code] || "off" }, tell: say(FAILED[fault.code] || "off"), stands: false }),
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 0 },
    );
  });
}

// Only for the eye: the server measures and judges by itself.
function judge(found) {
  const { latitude, longitude, accuracy } = found.coords;
  const fix = {
    lat: Number(latitude.toFixed(7)),
    lon: Number(longitude.toFixed(7)),
    crs: "wgs84",
    accuracy_m: Math.round(accuracy * 10) / 10,
    taken_at: new Date(found.timestamp + MOVED_MS).toISOString(),
  };
  if (!visit.dataset.lat) return { fix, tell: say("no_home"), stands: true };
  const metres = apart(latitude, longitude, Number(visit.dataset.lat), Number(visit.dataset.lon));
  const far = metres < 1000 ? say("metres", { n: Math.round(metres) }) : say("km", { n: (metres / 1000).toFixed(1) });
  const parts = [say("where", { d: far, a: Math.round(accuracy) })];
  const inside = metres <= Number(visit.dataset.radius);
  const sharp = accuracy <= Number(visit.dataset.strong);
  if (accuracy > Number(visit.dataset.coarse)) parts.push(say("coarse"));
  else if (!sharp) parts.push(say("poor"));
  parts.push(inside ? say("inside") : say("outside"));
  return { fix, tell: parts.join(""), stands: inside && sharp };
}

function apart(lat, lon, toLat, toLon) {
  const turn = Math.PI / 180;
  const x = (toLon - lon) * turn * Math.cos(((lat + toLat) / 2) * turn);
  const y = (toLat - lat) * turn;
  return Math.sqrt(x * x + y * y) * 6371000;
}

// ---- Acts on one visit --------------------------------------------------------------------------

let pending = null; // a fix that does not stand by itself, waiting for a reason

async function check() {
  const button = part("check");
  if (pending) return checkWithReason();
  button.disabled = true;
  tell(say("locating"));
  const seen = await locate();
  button.disabled = false;
  tell(seen.tell, seen.stands ? "good" : "warn");
  if (seen.stands) return report(seen.fix, null);
  pending = seen;
  show(part("why"));
  show(part("again"));
  button.textContent = state === "started" ? say("anyway_out") : say("anyway_in");
  return undefined;
}

async function checkWithReason() {
  const why = { code: part("why-code").value, memo: part("why-memo").value.trim() };
  if (!why.code) return tell(say("pick_reason"), "warn");
  if (why.code === "other" && !why.memo) return tell(say("memo_needed"), "warn");
  return report(pending.fix, why);
}

async function report(fix, why) {
  const kind = state === "started" ? "check_out" : "check_in";
  const id = Number(visit.dataset.visit);
  pending = null;
  show(part("why"), false);
  show(part("again"), false);
  if (kind === "check_out") await put("tasks", { visit: id, tasks: tasks() });
  await put(kind, { visit: id, fix, why, clock: clock() });
}

function tasks() {
  return Array.from(document.querySelectorAll("input[name=task]"), (box) => ({
    item: box.value, done: box.checked, why: box.checked ? "" : "schedule_changed",
  })).filter((task, _at, all) => task.done || all.length === 1);
}

function tell(text, tone = "info") {
  const box = part("place");
  box.textContent = text;
  box.className = `notice notice-${tone}`;
  show(box);
}

async function notGiven(kind) {
  const why = { code: part("not-code").value, memo: part("not-memo").value.trim() };
  if (!why.code) return tell(say("pick_reason"), "warn");
  if (why.code === "other" && !why.memo) return tell(say("memo_needed"), "warn");
  return put(kind, { visit: Number(visit.dataset.visit), why });
}

// ---- The recipient's confirmation ---------------------------------------------------------------

let strokes = [];

function signaturePad(canvas) {
  const pen = canvas.getContext("2d");
  pen.lineWidth = 4;
  pen.lineCap = "round";
  let stroke = null;
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    const x = Math.round(((event.clientX - box.left) * canvas.width) / box.width);
    const y = Math.round(((event.clientY - box.top) * canvas.height) / box.height);
    return [Math.min(Math.max(x, 0), canvas.width), Math.min(Math.max(y, 0), canvas.height)];
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    stroke = [at(event)];
    strokes.push(stroke);
    pen.beginPath();
    pen.moveTo(...stroke[0]);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!stroke) return;
    stroke.push(at(event));
    pen.lineTo(...stroke[stroke.length - 1]);
    pen.stroke();
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { stroke = null; });
  part("wipe").addEventListener("click", () => {
    strokes = [];
    pen.clearRect(0, 0, canvas.width, canvas.height);
  });
}

async function confirmBy(how) {
  const value = how === "recipient_signature" ? strokes : part("code").value.trim();
  if (!value.length) return tell(say(how === "recipient_signature" ? "need_sign" : "need_code"), "warn");
  const payload = { visit: Number(visit.dataset.visit), how, value, by: part("given-by").value.trim() };
  strokes = [];
  return put("confirm", payload);
}

// ---- Start --------------------------------------------------------------------------------------

function listen() {
  part("phone-send").addEventListener("click", send);
  window.addEventListener("online", send);
  window.addEventListener("offline", paint);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  setInterval(send, RETRY_MS);
  if (!visit) return;
  part("check").addEventListener("click", check);
  part("again").addEventListener("click", () => { pending = null; check(); });
  for (const button of document.querySelectorAll("[data-not]")) button.addEventListener("click", () => notGiven(button.dataset.not));
  for (const button of document.querySelectorAll("[data-confirm]")) button.addEventListener("click", () => confirmBy(button.dataset.confirm));
  signaturePad(part("signature"));
}

opened.then(() => { listen(); return paint(); }).then(send).catch(() => trouble(say("no_store")));
