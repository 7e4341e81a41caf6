// What makes the pages pleasanter; every one of them does all it can without this.
"use strict";

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (form.method !== "post") return;
  form.dataset.sent = "yes";
  (event.submitter || form.querySelector("button"))?.setAttribute("aria-disabled", "true");
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelectorAll("button").forEach((button) => button.removeAttribute("aria-disabled"));
  }
});

// The shop's days begin where the browser is.
for (const field of document.querySelectorAll("[data-time-zone]")) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
}

// On a phone the pages' row is wider than the screen.
document.querySelector(".top [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// What is asked before something is taken away.
document.addEventListener("submit", (event) => {
  const asked = event.submitter?.dataset.ask || event.target.dataset.ask;
  if (asked && !confirm(asked)) {
    event.preventDefault();
    delete event.target.dataset.sent;
    event.target.querySelectorAll("button").forEach((button) => button.removeAttribute("aria-disabled"));
  }
});

// A product's name, by the shop's own voice; where the server has none, by the browser's.
const player = new Audio();
function browserSays(name, locale) {
  speechSynthesis.cancel();
  const said = new SpeechSynthesisUtterance(name);
  said.lang = locale;
  speechSynthesis.speak(said);
}
for (const link of document.querySelectorAll("a[data-browser-speaks]")) {
  link.hidden = !("speechSynthesis" in window);
}
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a.hear");
  if (!link) return;
  event.preventDefault();
  const said = document.getElementById(link.dataset.hearField || "")?.value.trim() || link.dataset.hear;
  const locale = link.dataset.locale || "en-US";
  if ("browserSpeaks" in link.dataset) { browserSays(said, locale); return; }
  const url = new URL(link.href);
  if (link.dataset.hearField) url.searchParams.set("say", said);
  link.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(answer.status);
    if (player.src) URL.revokeObjectURL(player.src);
    player.src = URL.createObjectURL(await answer.blob());
    await player.play();
    link.dataset.heard = said;
  } catch (error) {
    if ("speechSynthesis" in window) browserSays(said, locale);
  } finally {
    link.removeAttribute("aria-busy");
  }
});

// What goes on elsewhere is looked at every second, and only that part of the page is put anew.
async function look() {
  const part = document.querySelector("[data-look-again]");
  if (!part) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#" + part.id);
    if (!fresh) { location.reload(); return; }
    if (fresh.innerHTML !== part.innerHTML || !fresh.hasAttribute("data-look-again")) part.replaceWith(fresh);
  } catch (error) { /* the next look may do */ }
  setTimeout(look, 1000);
}
setTimeout(look, 800);

// What is to be entered elsewhere can be copied.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
}
