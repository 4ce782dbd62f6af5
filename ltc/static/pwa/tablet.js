// The assessor's tablet: the homes of these days, and what was sent of them.

import { sha256 } from "./canonical.js";
import { button, el, notice } from "./build.js";
import { Frame } from "./frame.js";
import { ask } from "./link.js";
import { readScale } from "./score.js";
import { sentList } from "./sent.js";
import { visitPages } from "./visit.js";

const app = new Frame("ltc-assessor", home);
const { say, vault, outbox } = app;

async function home() {
  const list = el("div");
  const draw = async () => list.replaceChildren(...await parts());
  await draw();
  app.show(say("home_title"), el("div", { class: "acts" }, button(say("load"), load, "button-main")), list, el("div", { class: "acts" }, app.lock.handBack(), app.front()));
  app.heard = draw;
}

async function parts() {
  const bundle = (await vault.kept("bundle")) || { tasks: [] };
  const items = await outbox.all();
  const cards = await Promise.all(bundle.tasks.map((task) => taskCard(task, items)));
  return [cards.length ? el("ol", { class: "stops" }, cards) : notice(say("no_tasks")), sentList(app, items)].filter(Boolean);
}

async function taskCard(task, items) {
  const draft = await vault.kept(`draft-${task.assessment}`);
  const form = items.find((item) => item.body.kind === "form" && item.body.payload.assessment === task.assessment);
  const answered = draft ? Object.keys(draft.answers).length : 0;
  const word = form ? say("sealed_here") : task.done ? say("done_there") : answered ? say("answered", { n: answered }) : say("to_do");
  const at = task.scheduled_at ? new Date(task.scheduled_at).toLocaleString(app.english ? "en" : "zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" }) : "";
  const open = async () => (form || task.done ? null : visitPages(app, task, await scaleOf(task)));
  return el("li", {}, el("button", { type: "button", class: "stop app-stop", onclick: open },
    el("span", { class: "stop-time" }, at),
    el("span", { class: "stop-who" }, el("strong", {}, task.name), el("span", { class: "soft" }, `${say("age", { n: task.age })} · ${task.address}`)),
    el("span", { class: "stop-state" }, word)));
}

async function load() {
  try {
    await app.goOnline();
    const bundle = await ask(app.where.bundle);
    for (const packed of Object.values(bundle.scales)) {
      if (await sha256(packed.text) !== packed.hash) throw new Error("damaged");
    }
    await vault.keep("bundle", bundle);
    await app.home();
  } catch (fault) {
    app.complain(app.onlineFault(fault));
  }
}

async function scaleOf(task) {
  const packed = (await vault.kept("bundle")).scales[task.scale];
  return { ...readScale(packed), hash: packed.hash, signature: packed.signature };
}

app.start();
