// The carer's phone: the visits of these days, own pay, and what was sent.

import { badge, button, el, notice } from "./build.js";
import { Frame } from "./frame.js";
import { sentList } from "./sent.js";
import { payLine, stateNow, stopPage } from "./stop.js";

const app = new Frame("ltc-carer", home);
const { say, named, vault, outbox } = app;

async function home() {
  const list = el("div");
  const draw = () => app.fill(list, parts());
  await draw();
  app.show(say("home_title"), list,
    el("div", { class: "acts" }, button(say("pay_title"), payPage), button(say("load"), () => load(draw)), app.lock.handBack(), app.front()));
  app.heard = draw;
  load(draw, true);
}

// Online, the newest day is fetched by itself; without a network the kept one serves.  What waits is
// sent first, so that the server knows of the visits that have begun.
async function load(draw, quietly = false) {
  try {
    await app.send();
    const before = await outbox.waiting();
    const bundle = await app.fetched();
    const waiting = new Set([...before, ...await outbox.waiting()].map(({ body }) => body.payload.visit));
    await vault.keep("bundle", { ...bundle, stops: await withWaiting(bundle.stops, waiting) });
    await tidy(waiting);
    if (app.heard === draw) await draw();
  } catch (fault) {
    const above = ["sign_in", "other_user"].includes(outbox.trouble); // said on the line above already
    if (!quietly && !above && app.heard === draw) app.complain(app.onlineFault(fault));
  }
}

// A visit of which something waits stays in sight, whatever day it was.
async function withWaiting(stops, waiting) {
  const there = new Set(stops.map((stop) => stop.visit));
  const old = (await vault.kept("bundle"))?.stops || [];
  return [...old.filter(({ visit }) => waiting.has(visit) && !there.has(visit)), ...stops];
}

// Neither what the server has had for a week nor a draft that no page can show any more is kept.
async function tidy(waiting) {
  const shown = new Set((await vault.kept("bundle")).stops.map((stop) => stop.visit));
  await outbox.tidy((body) => shown.has(body.payload.visit));
  for (const name of await app.store.keys("kept")) {
    const visit = Number(name.replace("draft-visit-", ""));
    if (visit && !shown.has(visit) && !waiting.has(visit)) await app.store.remove("kept", name);
  }
}

async function parts() {
  const bundle = await vault.kept("bundle");
  if (!bundle) return [notice(say("no_bundle"))];
  const items = await outbox.all();
  const days = [...new Set(bundle.stops.map((stop) => stop.day))];
  const lists = days.map((day) => el("section", {}, el("h2", {}, app.day(day)),
    el("ol", { class: "stops" }, bundle.stops.filter((stop) => stop.day === day).map((stop) => card(stop, items, bundle)))));
  const fresh = el("p", { class: "soft small" }, say("fresh", { t: `${app.date(bundle.server_time)} ${app.time(bundle.server_time)}` }));
  const who = new Map(bundle.stops.map((stop) => [stop.visit, stop.person]));
  return [...(lists.length ? lists : [notice(say("no_stops"))]), fresh, sentList(app, items, ({ payload }) => who.get(payload.visit))];
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
  const draw = () => app.fill(list, vault.kept("bundle").then(paid));
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
