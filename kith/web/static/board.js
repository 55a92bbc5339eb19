// Moving a visit on the rota's board, by keys or by dragging. The effect is asked for and shown; nothing is saved until its form is sent.
// Without script, every visit's own page leads to the same move.

const STEP = 5; // minutes
const ASK_AFTER = 250; // milliseconds of rest
const board = document.querySelector("[data-board]");
const panel = document.getElementById("moving");
const nobody = board?.querySelector(".lane[data-worker=nobody]"); // shown while it is empty only to put a visit in
let moving = null;
let asking = 0;

const minutesOf = (clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
const clockOf = (minutes) => [Math.floor(minutes / 60) % 24, minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
const workerLanes = () => [...board.querySelectorAll(".lane[data-worker]")];

function begin(visit) {
  leave();
  const lane = visit.closest(".lane[data-worker]") ?? workerLanes()[0];
  const ghost = visit.cloneNode(true);
  ghost.classList.add("new");
  for (const name of ["href", "id", "data-move"]) ghost.removeAttribute(name);
  moving = { visit, ghost, lane, at: Number(visit.dataset.at) };
  panel.hidden = false;
  nobody.hidden = false;
  place();
}

function place() {
  moving.at = Math.max(0, Math.min(Number(board.dataset.length) - STEP, moving.at));
  moving.ghost.style.setProperty("--at", moving.at);
  moving.ghost.style.setProperty("--d", moving.visit.dataset.d);
  moving.ghost.querySelector("span").textContent = clockOf(minutesOf(board.dataset.opens) + moving.at);
  moving.lane.querySelector(".track").append(moving.ghost);
  moving.ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function ask() {
  clearTimeout(asking);
  document.getElementById("moving-effect").setAttribute("aria-busy", "true");
  asking = setTimeout(async () => {
    const at = clockOf(minutesOf(board.dataset.opens) + moving.at);
    const address = `${moving.visit.dataset.move}?to=${moving.lane.dataset.worker}&at=${at}`;
    await htmx.ajax("GET", address, { target: "#moving-effect", swap: "innerHTML" });
    document.getElementById("moving-effect").setAttribute("aria-busy", "false");
  }, ASK_AFTER);
}

function leave() {
  if (!moving) return;
  clearTimeout(asking);
  moving.ghost.remove();
  panel.hidden = true;
  nobody.hidden = !nobody.querySelector("a.v");
  document.getElementById("moving-effect").replaceChildren();
  moving.visit.focus();
  moving = null;
}

function save() {
  const settled = document.getElementById("moving-effect").getAttribute("aria-busy") === "false";
  if (settled) panel.querySelector("form[data-save]")?.requestSubmit();
}

const steps = {
  ArrowLeft: () => (moving.at -= STEP),
  ArrowRight: () => (moving.at += STEP),
  ArrowUp: () => (moving.lane = beside(-1)),
  ArrowDown: () => (moving.lane = beside(1)),
};

function beside(step) {
  const lanes = workerLanes();
  return lanes[Math.max(0, Math.min(lanes.length - 1, lanes.indexOf(moving.lane) + step))];
}

// Before kith.js, whose arrows walk from visit to visit.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (moving && event.target.closest("#moving")) {
      if (event.key === "Escape") leave();
      return;
    }
    const visit = event.target.closest?.("[data-board] a.v[data-move]");
    if (!moving && visit && event.key === "m" && localStorage.getItem("single-keys") !== "off") begin(visit);
    else if (moving && steps[event.key]) steps[event.key](), place(), ask();
    else if (moving && event.key === "Enter") save();
    else if (moving && event.key === "Escape") leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

panel?.querySelector("[data-leave]").addEventListener("click", leave);

// Dragging, for who has a mouse or a pen. A finger scrolls the board.
let held = null;

board?.addEventListener("dragstart", (event) => event.preventDefault());
board?.addEventListener("pointerdown", (event) => {
  const visit = event.target.closest("a.v[data-move]");
  if (visit && event.button === 0 && event.pointerType !== "touch")
    held = { visit, x: event.clientX, y: event.clientY, inside: event.clientX - visit.getBoundingClientRect().left, far: false };
});
document.addEventListener("pointermove", (event) => {
  if (!held) return;
  if (!held.far && Math.hypot(event.clientX - held.x, event.clientY - held.y) < 6) return;
  if (!held.far) begin(held.visit);
  held.far = true;
  const lane = document.elementFromPoint(event.clientX, event.clientY)?.closest(".lane[data-worker]");
  if (lane) moving.lane = lane;
  const track = moving.lane.querySelector(".track").getBoundingClientRect();
  const minutes = ((event.clientX - held.inside - track.left) / track.width) * Number(board.dataset.length);
  moving.at = Math.round(minutes / STEP) * STEP;
  place();
});
document.addEventListener("pointerup", () => {
  if (held?.far) {
    ask();
    document.addEventListener("click", (event) => event.preventDefault(), { once: true, capture: true });
  }
  held = null;
});
