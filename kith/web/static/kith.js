// What a page does beyond links and forms: keyboard places, and nothing that a page cannot do without.

// "/" finds people; "g" then a place's letter goes there; "?" lists the keys. Switched off while typing.
let waitingForPlace = false;
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (localStorage.getItem("single-keys") === "off") return;
  if (waitingForPlace) {
    waitingForPlace = false;
    const place = document.querySelector(`.place[data-key="${CSS.escape(event.key)}"]`);
    if (place) place.click();
    return;
  }
  if (event.key === "g") waitingForPlace = true;
  if (event.key === "/") {
    const search = document.querySelector("input[type=search]");
    if (search) search.focus();
    else location.href = "/people/";
    event.preventDefault();
  }
  if (event.key === "j" || event.key === "k") moveInList(event.key === "j" ? 1 : -1);
});

function moveInList(step) {
  const links = [...document.querySelectorAll("[data-rows] a")];
  if (!links.length) return;
  const at = links.indexOf(document.activeElement);
  links[Math.max(0, Math.min(links.length - 1, at + step))].focus();
}

// A page that failed to come says so, and what is on the screen stays.
document.addEventListener("htmx:sendError", () => say("Not connected. What you see is from before."));
document.addEventListener("htmx:responseError", () => say("That could not be read. The rest of the page is right."));

function say(words) {
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
