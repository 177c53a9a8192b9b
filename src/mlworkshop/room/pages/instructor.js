// The instructor's page: it asks the server twice a second and changes in place what differs.

import {
  ask, asTime, begin, byId, countdown, currentLanguage, inLanguage, keepingFocus, list, make,
  mark, put, say, show, watch,
} from "./page.js";
import { markdown, putMarkdown } from "./markdown.js";
import { bars, letter, moved } from "./results.js";

const MINUTES = [1, 2, 3, 5, 10, 15, 20, 30];
const KEYS = { n: "next", p: "previous", o: "vote", r: "reveal", t: "timer", j: "to-join", "?": "keys" };
const OUTCOMES = ["right", "partial", "wrong", "error", "open", "kept"];

const secret = takeSecret();
let state = null;
let selected = null; // "join", the id of a poll, or "exercise:" with an exercise's id
let isRefused = false;
let isEnded = false;
let timeLeft = null; // seconds

/** From the link, out of which it goes: the page may be on a projector. */
function takeSecret() {
  const given = location.hash.slice(1);
  if (given) {
    sessionStorage.setItem("room-secret", given);
    history.replaceState(null, "", location.pathname);
  }
  return sessionStorage.getItem("room-secret") ?? "";
}

// What there is to look at, in the order of the keys for next and previous.

const polls = () => [...state.questions, ...state.decisions];
const exerciseId = (exercise) => `exercise:${exercise.id}`;
const everything = () => [...polls().map((poll) => poll.id), ...state.exercises.map(exerciseId)];
const selectedPoll = () => polls().find((poll) => poll.id === selected);
const inRound = (poll) => (poll.round > 1 ? poll.again : poll.answered);
const canVote = (poll) => ["single", "multiple"].includes(poll.kind);

function nameOf(poll) {
  const at = state.questions.indexOf(poll);
  if (at >= 0) return say("question", at + 1, state.questions.length);
  return say("decision", state.decisions.indexOf(poll) + 1, state.decisions.length);
}

// Asking and doing

const room = watch("api/room", secret, 500, {
  changed: receive,
  refused() {
    isRefused = true;
    room.stop();
    render();
  },
});

async function act(action, body) {
  room.outdate();
  try {
    const answer = await ask(`api/room/${action}`, { token: secret, body });
    if (!answer.ok) throw new Error(answer.status);
    room.outdate();
    complain(null);
    if (action === "end") return true;
    receive(await answer.json());
    return true;
  } catch {
    complain("refused");
    return false;
  }
}

function receive(fresh) {
  const before = state;
  state = fresh;
  setCountdown(state.timer);
  follow(before);
  for (const words of news(before)) hear(words);
  render();
}

/** Look at what was opened or revealed just now, by whichever of the instructor's machines. */
function follow(before) {
  const known = new Map(
    (before ? [...before.questions, ...before.decisions] : []).map((poll) => [poll.id, poll]),
  );
  for (const poll of polls()) {
    const was = known.get(poll.id);
    const isNews = (poll.open && !was?.open) || (was && poll.revealed && !was.revealed);
    if (isNews) selected = poll.id;
  }
  if (selected === null) selected = state.attendees.joined ? (everything()[0] ?? "join") : "join";
  if (selected !== "join" && !everything().includes(selected)) selected = everything()[0] ?? "join";
}

/** What is worth hearing: never a single vote. */
function* news(before) {
  if (!before) return;
  const known = new Map([...before.questions, ...before.decisions].map((poll) => [poll.id, poll]));
  for (const poll of polls()) {
    const was = known.get(poll.id);
    if (!was) continue;
    const name = nameOf(poll);
    if (poll.open !== was.open) yield say(poll.open ? "saidOpen" : "saidClosed", name);
    if (poll.revealed !== was.revealed) {
      yield say(poll.revealed ? "saidRevealed" : "saidHidden", name);
    }
    const everyone = state.attendees.joined;
    if (poll.open && inRound(poll) === everyone && inRound(was) < everyone) {
      yield say("saidAll", name);
    }
  }
  for (const place of state.where) {
    const was = before.where.find(({ lesson }) => lesson === place.lesson);
    if (place.stuck > (was?.stuck ?? 0)) {
      yield say("saidStuck", place.stuck, lessonName(place));
    }
  }
}

let toHear = [];
function hear(words) {
  toHear.push(words);
  setTimeout(() => {
    if (toHear.length) byId("heard").textContent = toHear.join(" ");
    toHear = [];
  }, 100);
}

let forgiven = null;
function complain(key) {
  clearTimeout(forgiven);
  if (key === "refused") forgiven = setTimeout(() => complain(null), 10_000);
  show(byId("message"), key !== null);
  put(byId("message"), key === null ? "" : say(key));
}

// Showing

function render() {
  document.title = say("roomTitle");
  const isOver = isRefused || isEnded;
  if (isOver) complain(isEnded ? "ended" : "badLink");
  show(byId("room"), !isOver && state !== null);
  show(byId("top").querySelector(".field"), !isOver);
  for (const id of ["to-join", "people"]) show(byId(id), !isOver);
  if (isOver) setCountdown(null);
  if (isOver || state === null) return;
  keepingFocus(
    () => {
      renderTop();
      renderJoin();
      renderPoll(selectedPoll());
      renderExercise(state.exercises.find((exercise) => exerciseId(exercise) === selected));
      renderPicks();
      renderElsewhere();
      renderWhere();
      renderSettings();
    },
    () => document.querySelector(".view:not([hidden]) h2"),
  );
}

function renderTop() {
  const { joined, here } = state.attendees;
  put(byId("people"), joined ? say("peopleHere", here, joined) : say("nobodyYet"));
  put(byId("code-small"), state.code);
  put(byId("address-small"), ` · ${bare(state.address)}`);
  mark(byId("to-join"), "aria-current", selected === "join");
  const lessons = state.where.map((place) => ({ ...place, id: place.lesson }));
  if (!state.lesson) lessons.unshift({ id: "" });
  list(
    byId("lesson"),
    lessons,
    () => make("option"),
    (option, { id, count, ...place }) => {
      option.value = id;
      const name = id ? lessonName(place) : say("noLesson");
      put(option, count ? say("lessonCount", name, count) : name);
    },
  );
  if (document.activeElement !== byId("lesson")) byId("lesson").value = state.lesson ?? "";
}

/** A lesson by number and title: "1-2 Spam: rules or learning?". */
function lessonName({ lesson, title }) {
  const [, module, number] = /^m(\d+)-.*\/0*(\d+)-/u.exec(lesson) ?? [];
  return module ? `${module}-${number} ${inLanguage(title)}` : inLanguage(title);
}

const bare = (address) => address.replace(/^https?:\/\//u, "").replace(/\/$/u, "");

function renderJoin() {
  show(byId("view-join"), selected === "join");
  put(byId("address"), state.address);
  put(byId("code"), state.code);
  mark(byId("qr"), "alt", say("qr"));
  show(byId("locked-said"), state.locked);
}

function renderPoll(poll) {
  show(byId("view-poll"), Boolean(poll));
  if (!poll) return;
  put(byId("poll-title"), nameOf(poll));
  putMarkdown(byId("prompt"), inLanguage(poll.prompt));
  const rows = poll.options.length ? poll.options : outcomeRows(poll);
  list(byId("options"), rows, optionRow, (row, option, at) => {
    const isRight = poll.right?.includes(option.id) ?? false;
    mark(row, "class", isRight ? "right" : "");
    const [head, chart] = row.children;
    const [sign, words, right] = head.children;
    put(sign, option.text ? letter(at) : "");
    putMarkdown(words, optionWords(option));
    put(right, isRight ? say("rightOption") : "");
    bars(chart, option.id, poll, option.text ? undefined : (results) => results.outcomes);
  });
  moved(byId("moved"), poll.results);
  show(byId("hidden-said"), !poll.revealed);
  put(byId("hidden-said"), say(canVote(poll) ? "hidden" : "onlyNotebook"));
  const people = Math.max(state.attendees.joined, poll.answered); // some may have left since
  put(
    byId("answered"),
    poll.round > 1
      ? say("answeredAgain", poll.answered, people, poll.again)
      : say("answered", poll.answered, people),
  );
  show(byId("vote"), canVote(poll));
  const then = poll.open ? "close" : poll.round ? "again" : "open";
  put(byId("vote"), say(then));
  mark(byId("vote"), "data-does", then);
  put(byId("reveal"), say(poll.revealed ? "hide" : "reveal"));
}

const outcomeRows = ({ results }) =>
  results
    ? OUTCOMES.filter((id) => results.outcomes.first[id] || results.outcomes.last[id])
        .map((id) => ({ id }))
    : [];

const optionWords = ({ id, text }) => (text ? inLanguage(text) : say(`outcome_${id}`));

const optionRow = () =>
  make(
    "li",
    {},
    make(
      "div",
      { className: "option" },
      make("span", { className: "letter" }),
      make("div", { className: "words" }),
      make("strong", { className: "sign" }),
    ),
    make("div", { className: "chart" }),
  );

function renderExercise(exercise) {
  show(byId("view-exercise"), Boolean(exercise));
  if (!exercise) return;
  const at = state.exercises.indexOf(exercise) + 1;
  put(byId("exercise-title"), say("exercise", at, state.exercises.length));
  put(byId("exercise-name"), inLanguage(exercise.title));
  put(byId("tried"), say("tried", exercise.tried));
  const { outcomes } = exercise;
  const results = { people: exercise.tried, first: outcomes, last: outcomes };
  const met = OUTCOMES.filter((id) => outcomes[id]).map((id) => ({ id }));
  list(byId("outcomes"), met, optionRow, (row, { id }) => {
    put(row.querySelector(".words"), say(`outcome_${id}`));
    bars(row.querySelector(".chart"), id, { results, round: 0 });
  });
  show(byId("no-diagnoses"), !exercise.diagnoses.length);
  list(
    byId("diagnoses"),
    exercise.diagnoses,
    () => make("li", {}, make("strong"), " ", make("span")),
    (row, { id, text, count }) => {
      put(row.children[0], say("whereCount", count));
      row.children[1].replaceChildren(text ? inLanguage(text) : id);
    },
  );
}

function renderPicks() {
  const lists = { questions: state.questions, decisions: state.decisions };
  for (const [name, chosen] of Object.entries(lists)) {
    list(byId(name), chosen, pickRow, (row, poll, at) => {
      const status = poll.open ? say("isOpen") : poll.revealed ? say("isRevealed") : "";
      renderPick(row, poll.id, at, inLanguage(poll.prompt), say("count", poll.answered), status);
    });
  }
  show(byId("no-questions"), !state.questions.length);
  put(byId("no-questions"), say(state.lesson ? "nothing" : "noLesson"));
  show(byId("decisions-part"), state.decisions.length > 0);
  show(byId("exercises-part"), state.exercises.length > 0);
  const rows = state.exercises.map((exercise) => ({ ...exercise, id: exerciseId(exercise) }));
  list(byId("exercises"), rows, pickRow, (row, exercise, at) => {
    const count = say("triedShort", exercise.tried);
    renderPick(row, exercise.id, at, inLanguage(exercise.title), count, "");
  });
}

const pickRow = ({ id }) =>
  make(
    "li",
    {},
    make(
      "button",
      { type: "button", className: "pick", onclick: () => select(id) },
      make("span", { className: "at" }),
      make("span", { className: "about" }),
      make("span", { className: "number" }),
    ),
  );

function renderPick(row, id, at, about, count, status) {
  const button = row.firstChild;
  mark(button, "aria-current", id === selected);
  put(button.children[0], `${at + 1}`);
  put(button.children[1], plain(about));
  put(button.children[2], status ? `${count} · ${status}` : count);
}

const plain = (source) => make("div", {}, ...markdown(source)).textContent;

/** A vote that is still open in a lesson which the page does not show. */
function renderElsewhere() {
  const place = state.where.find(({ lesson }) => lesson === state.voting);
  const isElsewhere = Boolean(place) && state.voting !== state.lesson;
  show(byId("elsewhere-part"), isElsewhere);
  put(byId("elsewhere"), isElsewhere ? say("openElsewhere", lessonName(place)) : "");
}

function renderWhere() {
  const places = state.where.map((place) => ({ ...place, id: place.lesson }));
  const taken = places.filter(({ count }) => count);
  show(byId("nowhere"), !taken.length);
  list(
    byId("where"),
    taken,
    () => make("li", {}, make("span"), make("strong")),
    (row, place) => {
      put(row.children[0], lessonName(place));
      put(row.children[1], say("whereCount", place.count));
    },
  );
  const stuck = places.filter((place) => place.stuck);
  show(byId("stuck-part"), stuck.length > 0);
  list(
    byId("stuck"),
    stuck,
    ({ lesson }) =>
      make(
        "li",
        {},
        make("span", {}, make("strong"), " ", make("span")),
        make("button", { type: "button", onclick: () => act("calm", { lesson }) }),
      ),
    (row, place) => {
      const [words, button] = row.children;
      put(words.children[0], say("stuck", place.stuck));
      put(words.children[1], lessonName(place));
      put(button, say("calm"));
      mark(button, "aria-label", say("calmFor", lessonName(place)));
    },
  );
}

function renderSettings() {
  list(
    byId("minutes"),
    MINUTES.map((n) => ({ id: String(n * 60), n })),
    ({ id }) => make("option", { value: id, selected: id === "180" }),
    (option, { n }) => put(option, say("minutes", n)),
  );
  put(byId("timer"), say(timeLeft ? "stop" : "start"));
  mark(byId("lock"), "aria-pressed", state.locked);
  show(byId("delayed"), state.delayed > 0);
  put(byId("delayed"), say("delayed", state.delayed));
  byId("privacy").href = `privacy#${currentLanguage()}`;
}

const setCountdown = countdown((left) => {
  timeLeft = left;
  put(byId("timer"), say(left ? "stop" : "start"));
  show(byId("countdown"), left !== null);
  put(byId("countdown"), left === null ? "" : left ? asTime(left) : say("timeUp"));
  if (left === 0) hear(say("timeUp"));
});

// What one can do

function select(what) {
  selected = what;
  render();
  document.querySelector(".view:not([hidden]) h2").scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = everything();
  const at = all.indexOf(selected);
  const to = at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by;
  if (all[to]) select(all[to]);
}

async function save(path, type, ending) {
  try {
    const answer = await ask(path, { token: secret });
    if (!answer.ok) throw new Error(answer.status);
    const url = URL.createObjectURL(new Blob([await answer.blob()], { type }));
    const day = new Date().toLocaleDateString("sv"); // 2026-11-27
    make("a", { href: url, download: `room-${day}.${ending}` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    complain(null);
  } catch {
    complain("refused");
  }
}

function renderEnd(isSecond) {
  const dialog = byId("end-dialog");
  dialog.isSecond = isSecond;
  put(byId("end-words"), isSecond ? say("endSecond", state.attendees.joined) : say("endFirst"));
  show(byId("end-html"), !isSecond);
  put(byId("end-yes"), say(isSecond ? "endNow" : "endContinue"));
}

const does = {
  "to-join": () => select("join"),
  previous: () => step(-1),
  next: () => step(1),
  vote() {
    const poll = selectedPoll();
    if (poll && canVote(poll)) act(poll.open ? "close" : "open", poll.open ? {} : { poll: poll.id });
  },
  reveal() {
    const poll = selectedPoll();
    if (poll) act(poll.revealed ? "hide" : "reveal", { poll: poll.id });
  },
  timer: () => act("timer", { seconds: timeLeft ? 0 : Number(byId("minutes").value) }),
  lock: () => act("lock", { locked: !state.locked }),
  csv: () => save("api/export.csv", "text/csv", "csv"),
  html: () => save(`api/export.html?lang=${currentLanguage()}`, "text/html", "html"),
  keys: () => byId("keys-dialog").showModal(),
  end() {
    renderEnd(false);
    byId("end-dialog").showModal();
    byId("end-no").focus();
  },
  "elsewhere-close": () => act("close", {}),
  "end-html": () => does.html(),
  "end-no": () => byId("end-dialog").close(),
  async "end-yes"() {
    if (!byId("end-dialog").isSecond) {
      renderEnd(true);
      byId("end-no").focus();
      return;
    }
    byId("end-dialog").close();
    if (await act("end", {})) {
      isEnded = true;
      room.stop();
      sessionStorage.removeItem("room-secret");
      render();
    }
  },
};
for (const [id, does_it] of Object.entries(does)) byId(id).addEventListener("click", does_it);
byId("lesson").addEventListener("change", ({ target }) => {
  selected = null;
  act("lesson", { lesson: target.value });
});

// Single keys can be switched off: speech input would press them by mistake.
const keysAreOn = () => localStorage.getItem("room-keys") !== "off";
byId("single-keys").checked = keysAreOn();
byId("single-keys").addEventListener("change", ({ target }) => {
  localStorage.setItem("room-keys", target.checked ? "on" : "off");
});
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("select, input, textarea, dialog");
  const id = KEYS[event.key];
  if (!id || isTyping || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (!state || isRefused || isEnded || document.querySelector("dialog[open]") || !keysAreOn()) return;
  event.preventDefault();
  does[id]();
});

function renderKeys() {
  list(
    byId("key-list"),
    Object.keys(KEYS).map((key) => ({ id: key })),
    ({ id }) => make("div", {}, make("dt", {}, make("kbd", {}, id)), make("dd")),
    (row, { id }) => put(row.lastChild, say(id === "?" ? "key_help" : `key_${id}`)),
  );
}

async function fetchQr() {
  try {
    const answer = await ask("api/qr.svg", { token: secret });
    if (!answer.ok) return;
    byId("qr").src = `data:image/svg+xml,${encodeURIComponent(await answer.text())}`;
    show(byId("qr"), true);
  } catch {
    setTimeout(fetchQr, 2000);
  }
}

addEventListener("hashchange", () => location.reload());
begin(() => {
  renderKeys();
  render();
});
fetchQr();
