// What a page does beyond links and forms: keys, and refreshing politely. Nothing here is something a page cannot do without.

// "/" finds people; "g" then a place's letter goes there; "j" and "k" walk a list; "?" lists the keys. Off while typing.
const SWITCH = "single-keys";
let waitingForPlace = false;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key.startsWith("Arrow") && moveOnBoard(event)) return;
  if (localStorage.getItem(SWITCH) === "off") return;
  if (waitingForPlace) {
    waitingForPlace = false;
    document.querySelector(`.place[data-key="${CSS.escape(event.key)}"]`)?.click();
  } else if (event.key === "g") {
    waitingForPlace = true;
  } else if (event.key === "/") {
    event.preventDefault();
    const search = document.querySelector("input[type=search]");
    if (search) search.focus();
    else location.href = "/people/";
  } else if (event.key === "?") {
    location.href = "/keys/";
  } else if (event.key === "j" || event.key === "k") {
    moveInList(event.key === "j" ? 1 : -1);
  }
});

function moveInList(step) {
  const rows = [...document.querySelectorAll("[data-rows] > *")].filter((row) => row.querySelector("a"));
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  rows[Math.max(0, Math.min(rows.length - 1, at + step))].querySelector("a").focus();
}

// On the rota's board: left and right along a worker's day, up and down to whoever is nearest in time.
function moveOnBoard(event) {
  const visit = event.target.closest("[data-board] a.v");
  if (!visit) return false;
  const lanes = [...visit.closest("[data-board]").querySelectorAll(".lane")].filter((lane) => lane.querySelector("a.v"));
  const lane = lanes.indexOf(visit.closest(".lane"));
  const next = event.key === "ArrowLeft" || event.key === "ArrowRight"
    ? beside(lanes[lane], visit, event.key === "ArrowRight" ? 1 : -1)
    : nearest(lanes[lane + (event.key === "ArrowDown" ? 1 : -1)], visit);
  if (next) {
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  return true;
}

function beside(lane, visit, step) {
  const visits = [...lane.querySelectorAll("a.v")];
  return visits[visits.indexOf(visit) + step];
}

function nearest(lane, visit) {
  const left = (each) => each.getBoundingClientRect().left;
  const away = (each) => Math.abs(left(each) - left(visit));
  return lane && [...lane.querySelectorAll("a.v")].sort((a, b) => away(a) - away(b))[0];
}

// The switch on the page of keys.
for (const button of document.querySelectorAll("[data-single-keys]")) {
  const show = () => {
    button.textContent = localStorage.getItem(SWITCH) === "off" ? button.dataset.on : button.dataset.off;
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    localStorage.setItem(SWITCH, localStorage.getItem(SWITCH) === "off" ? "on" : "off");
    show();
  });
  show();
}

// A live part is never swapped under the pointer or the focus, nor while something in it stands open: it offers instead.
document.addEventListener("htmx:beforeSwap", (event) => {
  const part = event.detail.target;
  if (!part?.matches("[data-live]")) return;
  const fresh = new DOMParser().parseFromString(event.detail.serverResponse, "text/html");
  const busy = part.contains(document.activeElement) || part.matches(":hover") || part.querySelector("details[open]");
  if (busy) {
    event.detail.shouldSwap = false;
    offer(part, fresh);
  } else {
    refreshHead(fresh);
  }
});

// What stands outside the live part and says the same: the sentence, and how fresh it is.
function refreshHead(fresh) {
  for (const id of ["says", "fresh"]) {
    const [now, then] = [fresh.getElementById(id), document.getElementById(id)];
    if (now && then) then.replaceChildren(...now.childNodes);
  }
}

function offer(part, fresh) {
  const now = fresh.getElementById(part.id);
  if (!now || plain(now) === plain(part)) return;
  document.querySelector(".arrived")?.remove();
  const button = document.createElement("button");
  button.className = "btn arrived";
  button.type = "button";
  button.textContent = part.dataset.show;
  button.addEventListener("click", () => {
    refreshHead(fresh);
    part.replaceWith(now);
    htmx.process(now);
    now.querySelector("h2, a")?.focus();
  });
  part.append(button);
}

// What a part says, without keys that differ each time.
function plain(part) {
  return part.innerText.replace(/\s+/g, " ").trim();
}

// A page that failed to come says so, and what is on the screen stays.
document.addEventListener("htmx:sendError", () => say("not-connected"));
document.addEventListener("htmx:responseError", () => say("not-read"));

function say(which) {
  const words = document.body.dataset[which === "not-connected" ? "notConnected" : "notRead"];
  let note = document.getElementById("say");
  if (!note) {
    note = document.createElement("p");
    note.id = "say";
    note.className = "note late";
    note.setAttribute("role", "status");
    document.getElementById("main").prepend(note);
  }
  note.textContent = words;
}
