// The carer's phone: the visits of these days, own pay, and what was sent.

import { badge, button, el, notice } from "./build.js";
import { Frame } from "./frame.js";
import { ask } from "./link.js";
import { sentList } from "./sent.js";
import { payLine, stateNow, stopPage } from "./stop.js";

const app = new Frame("ltc-carer", home);
const { say, named, vault, outbox } = app;

async function home() {
  const list = el("div");
  const draw = async () => list.replaceChildren(...await parts());
  await draw();
  app.show(say("home_title"), list,
    el("div", { class: "acts" }, button(say("pay_title"), payPage), button(say("load"), () => load(draw)), app.lock.handBack(), app.front()));
  app.heard = draw;
  load(draw, true);
}

// Online, the newest day is fetched by itself; without a network the kept one serves.
async function load(draw, quietly = false) {
  try {
    await app.goOnline();
    await vault.keep("bundle", await ask(app.where.bundle));
    if (app.heard === draw) await draw();
  } catch (fault) {
    if (!quietly && app.heard === draw) app.complain(app.onlineFault(fault));
  }
}

async function parts() {
  const bundle = await vault.kept("bundle");
  if (!bundle) return [notice(say("no_bundle"))];
  const items = await outbox.all();
  const days = [...new Set(bundle.stops.map((stop) => stop.day))];
  const lists = days.map((day) => el("section", {}, el("h2", {}, app.day(day)),
    el("ol", { class: "stops" }, bundle.stops.filter((stop) => stop.day === day).map((stop) => card(stop, items, bundle)))));
  return [...(lists.length ? lists : [notice(say("no_stops"))]), sentList(app, items)].filter(Boolean);
}

function card(stop, items, bundle) {
  const state = stateNow(stop, items);
  const [word, tone] = bundle.states[state];
  return el("li", {}, el("button", { type: "button", class: "stop app-stop", onclick: () => stopPage(app, stop, bundle) },
    el("span", { class: "stop-time" }, app.time(stop.start)),
    el("span", { class: "stop-who" }, el("strong", {}, stop.person), el("span", { class: "soft" }, stop.address),
      el("span", {}, `${named(stop.service)} · ${say("minutes", { n: stop.minutes })}`)),
    el("span", { class: "stop-state" }, badge(word, tone))));
}

async function payPage() {
  const list = el("div");
  const draw = async () => list.replaceChildren(paid(await vault.kept("bundle")));
  await draw();
  app.show(say("pay_title"), el("p", { class: "lede" }, say("pay_lede")), list, el("div", { class: "acts" }, button(say("back_home"), app.home)));
  app.heard = draw;
  load(draw, true);
}

function paid(bundle) {
  const lines = (bundle?.pay || []).map((row) => el("li", {}, el("div", { class: "stop" },
    el("span", { class: "stop-time" }, app.date(row.day)),
    el("span", { class: "stop-who" }, el("strong", {}, row.person),
      el("span", {}, row.minutes === null ? named(row.service) : `${named(row.service)} · ${say("minutes", { n: row.minutes })}`),
      payLine(row.pay)))));
  return lines.length ? el("ol", { class: "stops" }, lines) : notice(say("no_pay"));
}

app.start();
