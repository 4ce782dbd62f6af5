// Where the device is, once, when asked.  Only for the eye: the server measures and judges itself.

import { measuredAt } from "./link.js";

const FAILED = { 1: "denied", 2: "off", 3: "timed_out" };

// Resolves with the fix to send; without one it says why there is none.
export function locate(timeout = 20000) {
  if (!navigator.geolocation) return Promise.resolve({ fix: null, failed: "no_geolocation" });
  return new Promise((done) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords, timestamp }) => done({ fix: fixOf(coords, timestamp), failed: "" }),
      ({ code }) => done({ fix: { status: FAILED[code] || "off" }, failed: FAILED[code] || "off" }),
      { enableHighAccuracy: true, timeout, maximumAge: 0 },
    );
  });
}

const fixOf = (coords, stamp) => ({
  lat: Number(coords.latitude.toFixed(7)),
  lon: Number(coords.longitude.toFixed(7)),
  crs: "wgs84",
  accuracy_m: Math.round(coords.accuracy * 10) / 10,
  taken_at: measuredAt(stamp),
});

// What to tell about a fix at a home, and whether it stands without a reason.
export function judge(say, { fix, failed }, stop) {
  if (failed) return { tell: say(failed), stands: false };
  if (!stop.home) return { tell: say("no_home"), stands: true };
  const metres = apart(fix, stop.home);
  const far = metres < 1000 ? say("metres", { n: Math.round(metres) }) : say("km", { n: (metres / 1000).toFixed(1) });
  const inside = metres <= stop.radius_m;
  const sharp = fix.accuracy_m <= stop.strong_m;
  const vague = fix.accuracy_m > stop.coarse_m ? say("coarse") : sharp ? "" : say("poor");
  const tell = say("where", { d: far, a: Math.round(fix.accuracy_m) }) + vague + say(inside ? "inside" : "outside");
  return { tell, stands: inside && sharp };
}

function apart(here, there) {
  const turn = Math.PI / 180;
  const x = (there.lon - here.lon) * turn * Math.cos(((here.lat + there.lat) / 2) * turn);
  const y = (there.lat - here.lat) * turn;
  return Math.sqrt(x * x + y * y) * 6371000;
}
