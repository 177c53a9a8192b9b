// The telephone's page: join, vote on what the instructor has opened, raise a hand, leave.

import {
  ask, asTime, begin, byId, countdown, currentLanguage, inLanguage, list, make, mark, put,
  say, show, watch,
} from "./page.js";
import { putMarkdown } from "./markdown.js";
import { bars, letter, moved } from "./results.js";
import { attendance, flush, isOver, isSending, joined, left, queue, waiting } from "./attendance.js";

let server = null; // what is asked again and again
let state = null; // what it said last
let drawn = null; // the poll that is shown, and the answer to it that was known then
let wasOut = false;
let latest = null; // the vote that the server got last, and the answer that it had before

function takeFragment() {
  const given = location.hash.slice(1);
  if (given.startsWith("t=")) {
    joined({ token: given.slice(2) });
    history.replaceState(null, "", location.pathname);
  } else if (given) byId("code").value = given;
}

// Joining and leaving

async function join(event) {
  event.preventDefault();
  const code = byId("code").value.normalize("NFKC").replace(/\s/gu, "").toUpperCase();
  if (!/^[A-Z]{6}$/u.test(code)) return refuse(say("codeShort"));
  try {
    const answer = await ask("api/join", { body: { code } });
    const said = await answer.json();
    if (answer.status === 201) {
      joined({ token: said.token });
      enter();
    } else refuse(answer.status === 429 ? say("tooMany") : inLanguage(said.message));
  } catch {
    refuse(say("noServer"));
  }
}

function refuse(words) {
  put(byId("problem"), "");
  put(byId("problem"), words);
  byId("code").focus();
}

function enter() {
  wasOut = false;
  put(byId("problem"), "");
  server = watch("api/vote", attendance().token, 2000, {
    changed(fresh) {
      state = fresh;
      setCountdown(state.timer);
      render();
    },
    refused(status) {
      if (isOver(status)) out(true);
    },
    reached: deliver,
  });
  render();
}

/** Send what waits, and take it as said already: the server's next word may be older. */
async function deliver() {
  const delivery = flush(() => out(true));
  render();
  const got = await delivery;
  if (got.length && state) {
    server.outdate();
    const before = state.poll?.mine ?? [];
    for (const event of got) {
      if (event.kind === "stuck") state.stuck = event.on;
      else if (event.poll === state.poll?.id) {
        state.poll.mine = event.chosen;
        latest = { poll: event.poll, chosen: event.chosen, before };
      }
    }
  }
  render();
}

function out(wasRefused) {
  server?.stop();
  server = state = drawn = null;
  wasOut = wasRefused;
  left();
  setCountdown(null);
  render();
  byId("code").focus();
}

async function leave(forget) {
  try {
    const { token } = attendance();
    const answer = await ask("api/leave", { token, body: { forget } });
    if (!answer.ok && !isOver(answer.status)) throw new Error(answer.status);
    byId("leave-dialog").close();
    out(false);
  } catch {
    put(byId("leave-problem"), say("noServer"));
  }
}

// Voting

const ticked = () => [...byId("options").querySelectorAll(":checked")].map(({ value }) => value);
const isSame = (one, other) => one.length === other.length && one.every((id) => other.includes(id));
const waitingVote = (poll) => waiting((event) => event.kind === "vote" && event.poll === poll.id);
const isAskedAgain = ({ id, round }) => round > 1 && attendance().voted[id] !== round;

function vote(event) {
  event.preventDefault();
  const { poll } = state;
  const chosen = ticked();
  if (!maySend(poll, chosen)) return;
  const lesson = state.lesson ?? "";
  queue({ kind: "vote", lesson, poll: poll.id, chosen }, state.next, { [poll.id]: poll.round });
  deliver();
}

/** A vote that came after the reveal: the answer is still the one before it. */
function lateVote(poll, mine) {
  const isLate =
    poll.results && latest?.poll === poll.id &&
    isSame(mine, latest.before) && !isSame(mine, latest.chosen);
  return isLate ? latest.chosen : [];
}

/** Something other than what was sent; in a new round the same again, too. */
function maySend(poll, chosen) {
  if (!poll.open || !chosen.length) return false;
  const before = waitingVote(poll)?.chosen ?? poll.mine;
  return !before || !isSame(chosen, before) || isAskedAgain(poll);
}

function raise() {
  const on = byId("stuck").getAttribute("aria-pressed") !== "true";
  queue({ kind: "stuck", lesson: state.lesson ?? "", on }, state.next);
  deliver();
}

// Showing

function render() {
  document.title = say("voteTitle");
  const isIn = attendance() !== null;
  show(byId("join"), !isIn);
  show(byId("out"), wasOut);
  show(byId("inside"), isIn);
  show(byId("tools"), isIn && state !== null);
  byId("privacy").href = `privacy#${currentLanguage()}`;
  if (!isIn || state === null) return;
  const hand = waiting((event) => event.kind === "stuck") ?? { on: state.stuck };
  mark(byId("stuck"), "aria-pressed", Boolean(hand.on));
  for (const id of ["stuck", "stuck-said"]) show(byId(id), state.lesson !== null || hand.on);
  const { poll } = state;
  const mine = poll && (waitingVote(poll)?.chosen ?? poll.mine ?? []);
  const concernsMe = Boolean(poll && (poll.open || poll.results || mine.length));
  show(byId("poll"), concernsMe);
  put(byId("wait"), concernsMe ? "" : say("wait"));
  if (concernsMe) renderPoll(poll, mine);
  else drawn = null;
}

function renderPoll(poll, mine) {
  const isNew = drawn?.poll !== poll.id;
  const isAnsweredAnew = isNew || drawn.mine !== String(mine); // perhaps in the notebook
  putMarkdown(byId("prompt"), inLanguage(poll.prompt));
  put(byId("how"), poll.open ? say(poll.kind === "single" ? "chooseOne" : "chooseSeveral") : "");
  list(byId("options"), poll.options, optionRow, (row, option, at) => {
    const [label, chart] = row.children;
    const [input, words] = label.children;
    input.type = poll.kind === "single" ? "radio" : "checkbox";
    input.name = "option";
    input.value = option.id;
    input.disabled = !poll.open;
    if (isAnsweredAnew) input.checked = mine.includes(option.id);
    put(words.children[0], letter(at));
    putMarkdown(words.children[1], inLanguage(option.text));
    const isRight = poll.right?.includes(option.id) ?? false;
    mark(row, "class", isRight ? "right" : "");
    const isMine = !poll.open && mine.includes(option.id);
    put(
      words.children[2],
      [isRight ? say("rightOption") : "", isMine ? say("yours") : ""].filter(Boolean).join(" · "),
    );
    bars(chart, option.id, poll);
  });
  moved(byId("moved"), poll.results);
  renderSending(poll, mine);
  if (isNew) byId("prompt").focus({ preventScroll: true });
  drawn = { poll: poll.id, mine: String(mine) };
}

const lettersOf = (poll, chosen) =>
  poll.options
    .map((option, at) => (chosen.includes(option.id) ? letter(at) : ""))
    .filter(Boolean)
    .join(", ");

function renderSending(poll, mine) {
  const letters = lettersOf(poll, mine);
  const late = lettersOf(poll, lateVote(poll, mine));
  let words = "";
  if (waitingVote(poll)) words = say(isSending() ? "sending" : "waiting", letters);
  else if (!poll.open) {
    words = letters ? say("closedWith", letters) : say("closedWithout");
    if (late) words = `${say("tooLate", late)} ${words}`;
  } else if (letters) words = say(isAskedAgain(poll) ? "voteAgain" : "sent", letters);
  put(byId("said"), words);
  show(byId("send"), poll.open);
  put(byId("send"), say(!letters ? "send" : isAskedAgain(poll) ? "sendAgain" : "sendChange"));
  mark(byId("send"), "aria-disabled", !maySend(poll, ticked()));
}

const optionRow = () =>
  make(
    "li",
    {},
    make(
      "label",
      {},
      make("input"),
      make(
        "span",
        { className: "option" },
        make("span", { className: "letter" }),
        make("span", { className: "words" }),
        make("strong", { className: "sign" }),
      ),
    ),
    make("div", { className: "chart" }),
  );

const setCountdown = countdown((left) => {
  show(byId("countdown"), left !== null);
  put(byId("countdown"), left === null ? "" : left ? say("timeLeft", asTime(left)) : say("timeUp"));
});

byId("join").addEventListener("submit", join);
byId("poll").addEventListener("submit", vote);
byId("poll").addEventListener("change", render);
byId("stuck").addEventListener("click", raise);
byId("leave").addEventListener("click", () => byId("leave-dialog").showModal());
byId("leave-no").addEventListener("click", () => byId("leave-dialog").close());
byId("leave-keep").addEventListener("click", () => leave(false));
byId("leave-forget").addEventListener("click", () => leave(true));

addEventListener("hashchange", () => location.reload());
takeFragment();
begin(render);
if (attendance()) enter();
