// The assessor's tablet: the homes of these days, and what was sent of them.

import { sha256 } from "./canonical.js";
import { button, el, notice } from "./build.js";
import { Frame } from "./frame.js";
import { readScale } from "./score.js";
import { sentList } from "./sent.js";
import { visitPages } from "./visit.js";

const app = new Frame("ltc-assessor", home, unfinished);
const { say, vault, outbox } = app;

async function home() {
  const list = el("div");
  const draw = () => app.fill(list, parts());
  await draw();
  app.show(say("home_title"), el("div", { class: "acts" }, button(say("load"), load, "button-main")), list, el("div", { class: "acts" }, app.lock.handBack(), app.front()));
  app.heard = draw;
}

async function parts() {
  const bundle = (await vault.kept("bundle")) || { tasks: [] };
  const items = await outbox.all();
  const who = new Map(bundle.tasks.map((task) => [task.assessment, task.name]));
  const cards = await Promise.all(bundle.tasks.map((task) => taskCard(task, items)));
  return [cards.length ? el("ol", { class: "stops" }, cards) : notice(say("no_tasks")), sentList(app, items, ({ payload }) => who.get(payload.assessment))];
}

// An assessment that was begun here and not sealed would be lost with the device.
async function unfinished() {
  const tasks = (await vault.kept("bundle"))?.tasks || [];
  const items = await outbox.all();
  for (const task of tasks.filter(({ done }) => !done)) {
    const draft = await vault.kept(`draft-${task.assessment}`);
    const begun = draft && (draft.begun || Object.keys(draft.answers).length);
    if (begun && !formOf(task, items)) return say("hand_back_draft", { name: task.name });
  }
  return "";
}

const formOf = (task, items) => items.find(({ body }) => body.kind === "form" && body.payload.assessment === task.assessment);

async function taskCard(task, items) {
  const draft = await vault.kept(`draft-${task.assessment}`);
  const form = formOf(task, items);
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
    const bundle = await app.fetched();
    for (const packed of Object.values(bundle.scales)) {
      if (await sha256(packed.text) !== packed.hash) throw new Error("damaged");
    }
    await vault.keep("bundle", bundle);
    await outbox.tidy(({ payload }) => bundle.tasks.some((task) => task.assessment === payload.assessment));
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
