// The little Markdown that questions use, as elements: paragraphs, tables, **bold**, *emphasis* and
// `code`. Whatever else stands there is shown as it was typed, HTML too.

import { make } from "./page.js";

const SPAN = /\*\*(.+?)\*\*|\*(\S(?:.*?\S)?)\*|`([^`]+)`/su;

/** One line's text and elements. */
export function inline(source) {
  const found = SPAN.exec(source);
  if (!found) return source ? [source] : [];
  const [whole, bold, emphasis, code] = found;
  const element =
    code !== undefined
      ? make("code", {}, code)
      : make(bold !== undefined ? "strong" : "em", {}, ...inline(bold ?? emphasis));
  const before = source.slice(0, found.index);
  const after = source.slice(found.index + whole.length);
  return [...(before ? [before] : []), element, ...inline(after)];
}

/** Make an element show a text, drawing it anew only where it is a different one. */
export function putMarkdown(element, source) {
  if (element.drawn === source) return;
  element.drawn = source;
  element.replaceChildren(...markdown(source));
}

/** The blocks of a text. */
export function markdown(source) {
  return source
    .trim()
    .split(/\n\s*\n/u)
    .map((block) => {
      const lines = block.split("\n").map((line) => line.trim());
      const isTable = lines.length > 2 && lines.every((line) => line.startsWith("|"));
      return isTable ? table(lines) : make("p", {}, ...inline(lines.join("\n")));
    });
}

function table([head, , ...body]) {
  const row = (line, tag) =>
    make(
      "tr",
      {},
      ...line
        .replace(/^\||\|$/gu, "")
        .split("|")
        .map((cell) => make(tag, {}, ...inline(cell.trim()))),
    );
  return make(
    "table",
    {},
    make("thead", {}, row(head, "th")),
    make("tbody", {}, ...body.map((line) => row(line, "td"))),
  );
}
