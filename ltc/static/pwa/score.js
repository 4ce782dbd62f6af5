// Points, bands, grade and the nearest other grade, from the tables that the server signed: the
// same rule as assessments.rules, over the same bytes.  A test compares them on 10,000 vectors.

// packed: {text, hash, order: [[dimension, [items]]], axes: [keys]}; the text's key order is not the scale's.
export function readScale(packed) {
  const content = JSON.parse(packed.text);
  const items = new Map();
  for (const [dimension, keys] of packed.order) {
    for (const key of keys) items.set(key, readItem(key, dimension, content));
  }
  const axes = packed.axes.map((key) => readAxis(key, content.axes[key], items));
  const kind = content.kind;
  const places = product(axes.map((axis) => axis.bands.length));
  const gradeOf = (bands) => (kind === "matrix" ? content.matrix.cells[bands[0]][Math.max(...bands.slice(1))] : bands[0]);
  return { id: content.scale, content, items, axes, places, gradeOf, kind };
}

function readItem(key, dimension, content) {
  const found = content.dimensions[dimension].items[key];
  const options = Object.entries(found.options || content.ladders[found.ladder])
    .map(([points, [zh, en]]) => ({ points: Number(points), zh, en }))
    .sort((one, other) => one.points - other.points);
  const highest = options[options.length - 1].points;
  return { key, dimension, code: found.code, zh: found.name, en: found.name_en, options, highest, step: highest / (options.length - 1) };
}

function readAxis(key, found, items) {
  const own = [...items.values()].filter((item) => found.of.includes(item.dimension));
  const step = own[0].step;
  return { key, of: found.of, bands: found.bands, items: own, step };
}

const product = (sizes) => sizes.reduce(
  (places, size) => places.flatMap((place) => Array.from({ length: size }, (_one, at) => [...place, at])), [[]],
);

export const missing = (scale, answers) => [...scale.items.values()]
  .filter((item) => !item.options.some((option) => option.points === answers[item.key]));

export function score(scale, answers) {
  if (missing(scale, answers).length) return null;
  const totals = scale.axes.map((axis) => axis.items.reduce((sum, item) => sum + answers[item.key], 0));
  const bands = scale.axes.map((axis, at) => axis.bands.findIndex(([low, high]) => low <= totals[at] && totals[at] <= high));
  const grade = scale.gradeOf(bands);
  const here = { scale, answers, totals, bands, grade };
  return {
    totals: named(scale, totals),
    bands: named(scale, bands),
    grade,
    nearest: { higher: nearest(here, (other) => other > grade), lower: nearest(here, (other) => other < grade) },
  };
}

const named = (scale, values) => Object.fromEntries(scale.axes.map((axis, at) => [axis.key, values[at]]));

// Fewest items changed, then fewest steps, then the grade nearest to this one.
function nearest(here, wanted) {
  const places = here.scale.places.filter((place) => wanted(here.scale.gradeOf(place)));
  if (!places.length) return null;
  const front = inOrder(here.bands, places.filter((far) => !places.some((middle) => between(here.bands, middle, far))));
  const target = front.reduce((best, place) => (less(cost(here, place), cost(here, best)) ? place : best));
  const changes = here.scale.axes.flatMap((axis, at) => (target[at] === here.bands[at] ? [] : changed(axis, here.answers, gap(here, at, target[at]))));
  return { grade: here.scale.gradeOf(target), changes, steps: cost(here, target)[1] };
}

const between = (here, middle, far) => String(middle) !== String(far)
  && here.every((a, at) => Math.min(a, far[at]) <= middle[at] && middle[at] <= Math.max(a, far[at]));

// Changes of earlier axes come first; sorting is stable, as the server's is.
function inOrder(here, places) {
  const same = (place) => place.map((band, at) => (band === here[at] ? 1 : 0));
  return [...places].sort((one, other) => compare(same(one), same(other)));
}

const compare = (one, other) => {
  const at = one.findIndex((value, place) => value !== other[place]);
  return at < 0 ? 0 : one[at] - other[at];
};
const less = (one, other) => compare(one, other) < 0;

function cost(here, target) {
  let items = 0;
  let steps = 0;
  here.scale.axes.forEach((axis, at) => {
    if (target[at] === here.bands[at]) return;
    const far = gap(here, at, target[at]);
    steps += Math.abs(far);
    items += fewest(rooms(axis, here.answers, far), Math.abs(far));
  });
  return [items, steps, Math.abs(here.scale.gradeOf(target) - here.grade)];
}

function gap(here, at, band) {
  const [lowest, highest] = here.scale.axes[at].bands[band];
  const edge = here.totals[at] < lowest ? lowest : highest;
  return Math.floor((edge - here.totals[at]) / here.scale.axes[at].step);
}

const rooms = (axis, answers, far) => axis.items.map((item) => {
  const stands = Math.floor(answers[item.key] / axis.step);
  return far > 0 ? item.options.length - 1 - stands : stands;
});

const downwards = (values) => [...values].sort((one, other) => other - one);

function fewest(free, steps) {
  let left = steps;
  return downwards(free).filter((room) => { const needed = left > 0; left -= room; return needed; }).length;
}

function changed(axis, answers, far) {
  const free = rooms(axis, answers, far);
  const sign = far > 0 ? axis.step : -axis.step;
  const changes = [];
  let left = Math.abs(far);
  let slots = fewest(free, left);
  axis.items.forEach((item, at) => {
    const others = downwards(free.slice(at + 1)).slice(0, Math.max(slots - 1, 0)).reduce((sum, room) => sum + room, 0);
    if (!slots || free[at] + others < left) return;
    const moved = Math.min(free[at], left);
    changes.push({ item: item.key, from: answers[item.key], to: answers[item.key] + sign * moved });
    left -= moved;
    slots -= 1;
  });
  return changes;
}
