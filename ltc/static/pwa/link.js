// Asking the server.  Whatever is not a plain success raises, and nothing is given up for it.

const ASK_MS = 20000;
const anchor = { server: null, then: 0 };
let moved = 0;

// Only a demonstration moves its clock; its devices are moved as far, or every fix would be stale.
export const moveClock = (by) => { moved = by; };
export const deviceNow = () => new Date(Date.now() + moved);
export const measuredAt = (stamp) => new Date(stamp + moved).toISOString();

export async function ask(address, csrf = "", body = undefined, patience = ASK_MS) {
  const given = new AbortController();
  const timer = setTimeout(() => given.abort(), patience);
  try {
    return await answerOf(address, csrf, body, given.signal);
  } finally {
    clearTimeout(timer);
  }
}

async function answerOf(address, csrf, body, signal) {
  const options = { signal, headers: { Accept: "application/json" }, credentials: "same-origin", cache: "no-store" };
  if (body !== undefined) {
    options.method = "POST";
    options.body = JSON.stringify(body);
    Object.assign(options.headers, { "Content-Type": "application/json", "X-CSRFToken": csrf });
  }
  const answer = await fetch(address, options);
  const found = await answer.json().catch((fault) => { if (signal.aborted) throw fault; return {}; });
  if (!answer.ok && !found.receipts) {
    throw Object.assign(new Error("refused"), { status: answer.status, told: found.error });
  }
  if (found.server_time) hear(found.server_time);
  return found;
}

function hear(time) {
  anchor.server = time;
  anchor.then = performance.now() / 1000;
}

const rounded = (seconds) => Math.round(seconds * 1000) / 1000;

// The last server time heard, with the monotonic seconds then and now: a time nobody can set.
// It begins anew with the page, since the monotonic clock does.
export const clock = () => (anchor.server === null ? null : {
  last_server_time: anchor.server, then_s: rounded(anchor.then), now_s: rounded(performance.now() / 1000),
});
