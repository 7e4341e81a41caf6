// The page "try it": sound from the microphone to the shop, and its answers back. The protocol that it speaks stands in
// voice_skill/channels/browser/protocol.py. Without this script typed turns go by the form.

const TAIL_MS = 250; // after an answer, so that the shop does not hear itself
const by = (id) => document.getElementById(id);
const speaking = by("speaking");

let socket = null; // a WebSocket whose server said "ready", or null
let connecting = null;
let microphone = null; // {context, stream, source, capture}
let player = null; // the AudioContext that plays answers
let playing = null; // what is being played
let isListening = false;
let isHeld = false;
let isHandsFree = false;
let awaited = null; // the exchange whose sound comes next
let hears = false;
let whyDeaf = "";

// --- The socket ---

async function connected() {
  if (socket) {
    return socket;
  }
  connecting ??= connect().finally(() => (connecting = null));
  return connecting;
}

async function connect() {
  say("Connecting…");
  trouble("");
  const { ticket, url } = await fetchTicket();
  const opened = new WebSocket(url);
  opened.binaryType = "arraybuffer";
  return new Promise((resolve, reject) => {
    opened.onopen = () => send({ type: "hello", ticket, screen: hasScreen() }, opened);
    opened.onmessage = ({ data }) => {
      if (typeof data === "string") {
        take(JSON.parse(data), opened, resolve);
      } else {
        takeSound(data);
      }
    };
    opened.onclose = (closed) => {
      const words = whyClosed(closed);
      end(words);
      reject(new Error(words));
    };
  });
}

async function fetchTicket() {
  let response;
  try {
    response = await fetch(speaking.dataset.ticket, {
      method: "POST",
      headers: { "X-CSRFToken": speaking.dataset.csrf },
      redirect: "manual",
    });
  } catch {
    throw new Error("The shop's server is not responding. Is it running?");
  }
  if (response.type === "opaqueredirect") {
    throw new Error("You are signed out. Reload the page to sign in.");
  }
  if (!response.ok) {
    throw new Error("This page has expired. Reload it.");
  }
  return response.json();
}

function whyClosed({ code, reason }) {
  if (reason) {
    return reason;
  }
  if (code === 1006) {
    return "The connection was lost, or the speech process is not running. Try again in a few seconds.";
  }
  return "The connection has ended. Speak or type to connect again.";
}

function end(words) {
  socket = null;
  isListening = isHeld = false;
  setHandsFree(false);
  by("preparing").hidden = true;
  by("partial").textContent = "";
  showListening();
  say("Not connected.");
  trouble(words);
}

function send(message, to = socket) {
  to?.send(JSON.stringify(message));
}

// --- What the shop says ---

function take(message, from, isReady) {
  switch (message.type) {
    case "preparing":
      by("preparing").hidden = false;
      by("preparing").value = message.step;
      say(`Getting ready, step ${message.step} of ${message.of}: ${message.words} (${Math.round(message.seconds)} s)`);
      break;
    case "ready":
      socket = from;
      ({ hears, why_deaf: whyDeaf } = message);
      by("preparing").hidden = true;
      by("locale").textContent = message.locale;
      by("hold").disabled = by("hands-free").disabled = !hears;
      say(hears ? "Ready." : "Ready for typed turns.");
      trouble(hears ? "" : `Speech is not available: ${whyDeaf}`);
      isReady(from);
      break;
    case "partial":
      by("partial").textContent = message.text;
      break;
    case "heard":
      stopListening();
      say(message.text ? "Heard. Waiting for the answer…" : "Nothing was heard.");
      break;
    case "turn":
      show(message);
      break;
    case "new":
      by("conversation").replaceChildren();
      say("A new conversation.");
      break;
    case "problem":
      stopListening();
      trouble(message.words);
      goOn();
  }
}

function show(turn) {
  by("partial").textContent = "";
  trouble("");
  if (!turn.said && !turn.speech) {
    goOn();
    return;
  }
  const copy = by("exchange").content.cloneNode(true);
  const part = (name) => copy.querySelector(`[data-of="${name}"]`);
  const json = (value) => (value ? JSON.stringify(value, null, 2) : "");
  const percent = (share) => `${Math.round(share * 100)} %`;
  const texts = {
    said: turn.said || "(nothing)",
    speech: turn.speech || "(says nothing)",
    intent: turn.intent ?? "not understood",
    slots: Object.entries(turn.slots).map(([name, value]) => `${name}: ${value}`).join("; "),
    confidence: turn.confidence === null ? "" : `${percent(turn.confidence)} sure`,
    session: turn.in_session ? "The session is open." : "The session has ended.",
    ms: Object.entries(turn.ms).map(([stage, ms]) => `${stage} ${ms} ms`).join(", "),
    request: json(turn.request),
    response: json(turn.response),
  };
  for (const [name, text] of Object.entries(texts)) {
    part(name).textContent = text;
  }
  part("card").hidden = !turn.card;
  part("card-title").textContent = turn.card?.title ?? "";
  part("card-text").textContent = turn.card?.content ?? turn.card?.text ?? "";
  part("typed").hidden = Boolean(turn.heard);
  for (const { text, confidence } of turn.heard?.alternatives ?? []) {
    part("alternatives").append(Object.assign(document.createElement("li"), { textContent: `${text} (${percent(confidence)})` }));
  }
  awaited = turn.spoken_bytes ? part("again") : null;
  by("conversation").append(copy);
  by("conversation").lastElementChild.scrollIntoView({ block: "nearest" });
  say(turn.in_session ? "The shop is waiting for your answer." : "Ready.");
  if (!awaited) {
    goOn();
  }
}

// --- The answer's sound ---

async function takeSound(wav) {
  const again = awaited;
  awaited = null;
  player ??= new AudioContext();
  try {
    const sound = await player.decodeAudioData(wav);
    again.onclick = () => play(sound);
    again.hidden = false;
    await play(sound);
  } catch {
    trouble("The answer cannot be played here; it can be read.");
  }
  goOn();
}

async function play(sound) {
  hush();
  // A page that nobody has clicked may not make a sound; the answer waits for no click.
  if (player.state === "suspended") {
    await Promise.race([player.resume(), wait(500)]);
  }
  if (player.state !== "running") {
    return;
  }
  const source = new AudioBufferSourceNode(player, { buffer: sound });
  source.connect(player.destination);
  playing = source;
  by("hush").disabled = false;
  await new Promise((resolve) => {
    source.onended = resolve;
    source.start();
  });
  if (playing === source) {
    playing = null;
    by("hush").disabled = true;
  }
}

function hush() {
  playing?.stop();
  playing = null;
  by("hush").disabled = true;
}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// --- The microphone ---

async function openMicrophone() {
  if (microphone) {
    return;
  }
  if (!navigator.mediaDevices?.getUserMedia) {
    throw new Error("The microphone is not available here: browsers allow it only on https addresses and localhost. Type instead.");
  }
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true } });
  } catch (error) {
    throw new Error(whyNoMicrophone(error));
  }
  const context = new AudioContext();
  await context.resume();
  await context.audioWorklet.addModule(speaking.dataset.worklet);
  const source = context.createMediaStreamSource(stream);
  const capture = new AudioWorkletNode(context, "capture", { numberOfOutputs: 0 });
  capture.port.onmessage = ({ data }) => takeChunk(data);
  source.connect(capture);
  microphone = { context, stream, source, capture };
  stream.getAudioTracks()[0].onended = () => {
    closeMicrophone();
    end("The microphone was disconnected. Reconnect it, or type.");
  };
}

function whyNoMicrophone(error) {
  switch (error.name) {
    case "NotAllowedError":
      return "This page may not use the microphone. Allow it next to the address bar, or type.";
    case "NotFoundError":
      return "No microphone found. Connect one, or type.";
    case "NotReadableError":
      return "Another program is using the microphone. Close it, or type.";
    default:
      return `The microphone cannot be opened (${error.name}). Type instead.`;
  }
}

function closeMicrophone() {
  microphone?.stream.getTracks().forEach((track) => track.stop());
  microphone?.context.close();
  microphone = null;
  by("level").value = 0;
}

function takeChunk({ sound, level }) {
  by("level").value = level;
  by("level").textContent = level > 0.02 ? "sound" : "silent";
  if (isListening && socket?.readyState === WebSocket.OPEN) {
    socket.send(sound);
  }
}

// --- Speaking ---

async function listen() {
  if (isListening) {
    return;
  }
  hush();
  try {
    await openMicrophone();
    await connected();
  } catch (error) {
    setHandsFree(false);
    isHeld = false;
    showListening();
    trouble(error.message);
    return;
  }
  if (!isHeld && !isHandsFree) {
    closeMicrophone(); // it was let go meanwhile
  } else if (hears && !isListening) {
    isListening = true;
    send({ type: "listen" });
    say("Listening. Speak now.");
    showListening();
  }
}

function stopListening() {
  isListening = false;
  showListening();
  if (!isHandsFree && !isHeld) {
    closeMicrophone();
  }
}

async function goOn() {
  if (isHandsFree) {
    await wait(TAIL_MS);
    await listen();
  }
}

function hold() {
  if (!isHeld && !isHandsFree) {
    isHeld = true;
    showListening();
    listen();
  }
}

function letGo() {
  if (isHeld) {
    isHeld = false;
    if (isListening) {
      send({ type: "done" });
    } else {
      closeMicrophone();
    }
    showListening();
  }
}

function setHandsFree(on) {
  isHandsFree = on;
  by("hands-free").setAttribute("aria-pressed", String(on));
  if (!on) {
    closeMicrophone();
  }
}

function showListening() {
  by("hold").setAttribute("aria-pressed", String(isHeld || isListening));
  by("hold").textContent = isListening ? "Listening…" : "Hold to talk";
}

// --- What is shown ---

function say(words) {
  by("status").textContent = words;
}

function trouble(words) {
  by("trouble").textContent = words;
  by("trouble").hidden = !words;
}

const hasScreen = () => by("typed").elements.screen.value === "on";

// --- Buttons and keys ---

by("hold").addEventListener("pointerdown", (event) => {
  by("hold").setPointerCapture(event.pointerId);
  hold();
});
for (const name of ["pointerup", "pointercancel", "blur"]) {
  by("hold").addEventListener(name, letGo);
}
for (const [name, act] of [["keydown", hold], ["keyup", letGo]]) {
  by("hold").addEventListener(name, (event) => {
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault(); // or a click would follow
      act();
    }
  });
}
// A screen reader presses a button without a key or a pointer: each press begins or ends.
by("hold").addEventListener("click", (event) => {
  if (event.detail === 0) {
    (isHeld ? letGo : hold)();
  }
});

by("hands-free").addEventListener("click", () => {
  setHandsFree(!isHandsFree);
  if (isHandsFree) {
    listen();
  } else if (isListening) {
    send({ type: "done" });
  }
});
by("hush").addEventListener("click", hush);

by("typed").addEventListener("submit", async (event) => {
  event.preventDefault();
  event.stopPropagation(); // pages.js would take the form for one that is sent
  const isNew = event.submitter?.id === "new";
  const text = by("text").value.trim();
  if (!isNew && !text) {
    return;
  }
  if (isListening) {
    trouble("Finish what you are saying first.");
    return;
  }
  hush();
  try {
    await connected();
  } catch (error) {
    trouble(error.message);
    return;
  }
  send(isNew ? { type: "new", screen: hasScreen() } : { type: "say", text });
  if (!isNew) {
    by("text").value = "";
    player ??= new AudioContext();
  }
});
for (const radio of by("typed").elements.screen) {
  radio.addEventListener("change", () => socket && !isListening && send({ type: "new", screen: hasScreen() }));
}

speaking.hidden = false;
say("Ready to connect: speak or type.");
