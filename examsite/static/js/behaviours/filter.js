// @ts-check
/** A field that hides the lines of a list that do not hold what is typed. Without script the list is whole. */

/** Letters and figures of one width, small: as the server compares them. @param {string} text */
export const folded = (text) => text.replace(/[０-９Ａ-Ｚａ-ｚ]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).toLowerCase();

/** @param {string} text @param {string} query */
export const holds = (text, query) => folded(query).split(/\s+/).every((word) => folded(text).includes(word));

/** @param {any} node */
export function filter(node) {
  const part = (/** @type {string} */ name) => node.querySelector(`[data-part="${name}"]`);
  const input = part('filter').querySelector('input'), lines = Array.from(part('lines').children);
  part('filter').hidden = false;
  input.addEventListener('input', () => {
    let shown = 0;
    for (const line of lines) {
      line.hidden = !holds(line.textContent, input.value);
      if (!line.hidden) shown += 1;
    }
    part('none').hidden = shown > 0;
  });
}
