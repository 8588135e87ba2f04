// A field to sign in with a finger, where somebody wants to. What is kept are the strokes, in thousandths of the field's width:
// neither how hard nor how fast they were drawn. Without scripts the field is not there, and nothing is lacking.
import SignaturePad from "./signature_pad.min.js";

const WIDEST = 1000;
const MOST_POINTS = 3000;

for (const part of document.querySelectorAll("[data-signature]")) {
  const canvas = part.querySelector("canvas");
  const kept = document.getElementById(part.dataset.signature);
  part.hidden = false;
  const pad = new SignaturePad(canvas, { penColor: "#14211f", minWidth: 1.2, maxWidth: 2.8 });

  // Every n-th point, so that even a long signature stays small.
  const strokes = () => {
    const groups = pad.toData();
    const all = groups.reduce((sum, group) => sum + group.points.length, 0);
    const step = Math.max(1, Math.ceil((2 * all) / MOST_POINTS));
    const scale = (value) => Math.min(WIDEST, Math.max(0, Math.round((value * WIDEST) / canvas.offsetWidth)));
    return groups.slice(0, 60).map((group) => {
      const last = group.points.length - 1;
      const points = group.points.filter((_, index) => index % step === 0 || index === last);
      return points.map((point) => [scale(point.x), scale(point.y)]);
    });
  };
  const keep = () => { kept.value = pad.isEmpty() ? "" : JSON.stringify(strokes()); };
  const clear = () => { pad.clear(); kept.value = ""; };

  // A canvas has pixels of its own; turned round or resized, the tablet would stretch them, so what was drawn is drawn again.
  const fit = () => {
    const ratio = Math.max(devicePixelRatio || 1, 1);
    if (canvas.width === Math.round(canvas.offsetWidth * ratio)) return;
    const before = canvas.width / ratio;
    const drawn = pad.toData();
    canvas.width = Math.round(canvas.offsetWidth * ratio);
    canvas.height = Math.round(canvas.offsetHeight * ratio);
    canvas.getContext("2d").scale(ratio, ratio);
    const grown = before ? canvas.offsetWidth / before : 1;
    for (const group of drawn) for (const point of group.points) { point.x *= grown; point.y *= grown; }
    pad.clear();
    pad.fromData(drawn);
  };

  fit();
  addEventListener("resize", fit);
  pad.addEventListener("endStroke", keep);
  part.querySelector("[data-clear]").addEventListener("click", clear);
  // What was drawn before the page came back with something to put right.
  try {
    const earlier = JSON.parse(kept.value || "[]");
    pad.fromData(earlier.map((stroke) => ({
      penColor: "#14211f", dotSize: 0, minWidth: 1.2, maxWidth: 2.8, velocityFilterWeight: 0.7, compositeOperation: "source-over",
      points: stroke.map(([x, y], index) => ({
        x: (x * canvas.offsetWidth) / WIDEST, y: (y * canvas.offsetWidth) / WIDEST, pressure: 0.5, time: index * 16,
      })),
    })));
  } catch {
    kept.value = "";
  }
}
