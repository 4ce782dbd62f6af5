// A signature by strokes, or another way with a witness's name: thumbprint, spoken, refused.

import { button, el, field } from "./build.js";

// Whoever refuses has not consented: that is no way to begin a visit.
const WAYS = ["strokes", "thumb", "spoken"];
const OF = { guardian: WAYS, scorer: [...WAYS, "refused"] };

export function signing(say, who, kept = {}) {
  const signed = { who, name: kept.name || "", how: kept.how || "strokes", strokes: kept.strokes || [], witness: kept.witness || "" };
  const name = el("input", { value: signed.name, maxlength: "60", autocomplete: "off", oninput: (event) => { signed.name = event.target.value.trim(); } });
  const witness = el("input", { value: signed.witness, maxlength: "60", autocomplete: "off", oninput: (event) => { signed.witness = event.target.value.trim(); } });
  const how = el("select", {}, OF[who].map((way) => el("option", { value: way, selected: way === signed.how }, say(`how_${way}`))));
  const pad = signaturePad(say, signed);
  const other = field(say("witness"), `${who}-witness`, witness);
  const show = () => { pad.hidden = signed.how !== "strokes"; other.hidden = !pad.hidden; };
  how.addEventListener("change", () => { signed.how = how.value; show(); });
  show();
  const part = el("div", {}, field(say(`name_${who}`), `${who}-name`, name), field(say("how"), `${who}-how`, how), pad, other);
  return { part, value: () => ({ ...signed, strokes: signed.how === "strokes" ? signed.strokes : [] }), fault: () => fault(signed) };
}

// A field to write in with a finger; the strokes go into ``signed``.
export function signaturePad(say, signed) {
  const canvas = el("canvas", { class: "signature", width: "640", height: "240", "aria-label": say("pad") });
  const wipe = button(say("wipe"), () => { signed.strokes = []; draw(canvas, signed.strokes); });
  listen(canvas, signed);
  draw(canvas, signed.strokes);
  return el("div", {}, canvas, wipe);
}

function fault(signed) {
  if (!signed.name) return "need_name";
  if (signed.how === "strokes") return signed.strokes.length ? "" : "need_strokes";
  return signed.witness ? "" : "need_witness";
}

function listen(canvas, signed) {
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
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { stroke = null; });
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
