// @ts-check
/** The page's sentences, rendered by gettext into <script type="application/json" id="words">. */

/** @typedef {(key: string, facts?: Record<string, string|number>) => string} Words */

/** @param {Record<string, string>} table @returns {Words} */
export function wordsFrom(table) {
  return (key, facts = {}) =>
    (key in table ? table[key] : key).replace(/\{(\w+)\}/g, (whole, name) => (name in facts ? String(facts[name]) : whole));
}

/** @param {string} [id] @returns {Words} */
export function readWords(id = 'words') {
  const node = document.getElementById(id);
  return wordsFrom(node ? JSON.parse(node.textContent || '{}') : {});
}
