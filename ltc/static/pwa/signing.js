// A signature by strokes, or another way with a witness's name: thumbprint, spoken, refused.

import { button, el, field } from "./build.js";

// Whoever refuses has not consented: that is no way to begin a visit.
const WAYS = ["strokes", "thumb", "spoken"];
const OF = { guardian: WAYS, scorer: [...WAYS, "refused"] };

// ``changed`` hears every change, so that none is lost before the page is done.
export function signing(say, who, kept, changed) {
  const signed = { name: "", how: "strokes", strokes: [], witness: "", ...kept, who };
  const value = () => ({ ...signed, strokes: signed.how === "strokes" ? signed.strokes : [] });
  const set = (key) => (event) => { signed[key] = event.target.value.trim(); changed(value()); };
  const name = el("input", { value: signed.name, maxlength: "60", autocomplete: "off", oninput: set("name") });
  const witness = el("input", { value: signed.witness, maxlength: "60", autocomplete: "off", oninput: set("witness") });
  const how = el("select", {}, OF[who].map((way) => el("option", { value: way, selected: way === signed.how }, say(`how_${way}`))));
  const pad = signaturePad(say, signed, () => changed(value()));
  const other = field(say("witness"), `${who}-witness`, witness);
  const show = () => { pad.hidden = signed.how !== "strokes"; other.hidden = !pad.hidden; };
  how.addEventListener("change", () => { signed.how = how.value; show(); changed(value()); });
  show();
  const part = el("div", {}, field(say(`name_${who}`), `${who}-name`, name), field(say("how"), `${who}-how`, how), pad, other);
  return { part, value, fault: () => fault(signed) };
}

// A field to write in with a finger; the strokes go into ``signed``, and ``changed`` hears of each.
export function signaturePad(say, signed, changed) {
  const canvas = el("canvas", { class: "signature", width: "640", height: "240", "aria-label": say("pad") });
  const wipe = button(say("wipe"), () => { signed.strokes = []; draw(canvas, signed.strokes); changed(); });
  listen(canvas, signed, changed);
  draw(canvas, signed.strokes);
  return el("div", {}, canvas, wipe);
}

function fault(signed) {
  if (!signed.name) return "need_name";
  if (signed.how === "strokes") return signed.strokes.length ? "" : "need_strokes";
  return signed.witness ? "" : "need_witness";
}

function listen(canvas, signed, changed) {
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
    signed.strokes.push(stroke);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!stroke) return;
    stroke.push(at(event));
    draw(canvas, signed.strokes);
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { if (stroke) changed(); stroke = null; });
}

function draw(canvas, strokes) {
  const pen = canvas.getContext("2d");
  pen.clearRect(0, 0, canvas.width, canvas.height);
  pen.lineWidth = 4;
  pen.lineCap = "round";
  for (const [first, ...rest] of strokes) {
    pen.beginPath();
    pen.moveTo(...first);
    rest.forEach((point) => pen.lineTo(...point));
    pen.stroke();
  }
}
