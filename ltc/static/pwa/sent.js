// What was recorded here and what became of it: "sent" is said of nothing without a receipt.

import { button, el, panel } from "./build.js";

// ``who`` names the person of an item, where the page is not of one person alone.
export function sentList(app, items, who = () => "") {
  if (!items.length) return null;
  const { say } = app;
  const parked = items.filter((item) => item.receipt?.state === "parked");
  const lines = items.map((item) => line(app, item, who(item.body))).reverse();
  return panel(say("sent_title"), el("ul", { class: "sent-list" }, lines), parked.length ? button(say("export"), () => save(parked)) : null);
}

function line({ say, told, date, time }, { body, receipt }, who) {
  const because = receipt?.visit?.because || [];
  return el("li", { "data-state": receipt ? receipt.state : "waiting" },
    el("strong", {}, [say(`kind_${body.kind}`), who, date(body.device_time), time(body.device_time)].filter(Boolean).join(" ")),
    el("span", {}, receipt ? say(receipt.state, { why: told(receipt.reason) }) : say("saved")),
    because.map((why) => el("span", {}, told(why))),
    receipt?.assessment?.differs ? el("span", {}, say("differs")) : null,
    receipt?.hash ? el("code", {}, say("receipt", { n: receipt.hash.slice(0, 16) })) : null);
}

function save(items) {
  const file = URL.createObjectURL(new Blob([JSON.stringify(items, null, 1)], { type: "application/json" }));
  el("a", { href: file, download: `parked-${new Date().toISOString().slice(0, 10)}.json` }).click();
  setTimeout(() => URL.revokeObjectURL(file), 1000);
}
