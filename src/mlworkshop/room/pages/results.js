// How people voted: a bar for the first try beside one for the last, told apart by pattern, words
// and numbers.

import { list, make, mark, put, say, show } from "./page.js";

/** Letters of options: a, b, c … */
export const letter = (at) => String.fromCharCode(97 + at);

const isSame = (one, other) => {
  const ids = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...ids].every((id) => (one[id] ?? 0) === (other[id] ?? 0));
};

/**
 * Draw into `parent` the bars of one option, or of one outcome; without results it is emptied.
 *
 * There is one bar for both tries as long as they cannot differ: nobody has been asked to vote
 * again, and nobody has changed an answer.
 */
export function bars(parent, id, poll, what = (results) => results) {
  const { results, round } = poll;
  let shown = [];
  if (results) {
    const { first, last } = what(results);
    shown = [
      { id: "first", says: "firstTry", n: first[id] ?? 0 },
      { id: "last", says: "lastTry", n: last[id] ?? 0 },
    ];
    if (round < 2 && isSame(first, last)) shown = [{ ...shown[1], says: "" }];
  }
  list(
    parent,
    shown,
    () =>
      make(
        "div",
        { className: "bar" },
        make("span", { className: "try" }),
        make("span", { className: "track", "aria-hidden": "true" }, make("span")),
        make("span", { className: "number" }),
      ),
    (bar, { id: which, says, n }) => {
      const percent = results.people ? Math.round((100 * n) / results.people) : 0;
      const [name, track, number] = bar.children;
      put(name, says ? say(says) : "");
      mark(track.firstChild, "class", which);
      track.firstChild.style.width = `${percent}%`;
      put(number, say("share", n, percent));
    },
  );
}

/** How many have changed their minds, in a sentence; nothing where nobody has. */
export function moved(element, results) {
  const { wrong_to_right: better, right_to_wrong: worse } = results?.changed ?? {};
  show(element, Boolean(better || worse));
  put(element, better || worse ? say("moved", better, worse) : "");
}
