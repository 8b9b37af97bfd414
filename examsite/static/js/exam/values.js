// @ts-check
/** Answer values of wire.md: shape, comparison, completeness, words. Pure. */

/** @typedef {{item: string, position: number, type: string, stem: string, points?: number,
 *   group?: string, intro?: string, material?: string, figures?: Record<string, string>, length?: number[],
 *   options?: {id: string, text: string}[], left?: {id: string, text: string}[], right?: {id: string, text: string}[],
 *   units?: string[], unit?: string}} Item */

/** Sorted keys, no spaces: equal values have equal strings. @param {any} value @returns {string} */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value && typeof value === 'object') {
    return `{${Object.keys(value).sort().map((k) => `${JSON.stringify(k)}:${canonical(value[k])}`).join(',')}}`;
  }
  return JSON.stringify(value === undefined ? null : value);
}

export const same = (/** @type {any} */ a, /** @type {any} */ b) => canonical(a) === canonical(b);

/** Full-width digits and signs become ASCII, grouping commas and spaces go. @param {string} text */
export function plainNumber(text) {
  return text.replace(/[０-９．－＋，％]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[−–—]/g, '-').replace(/。/g, '.').replace(/[\s,]/g, '');
}

export const looksNumeric = (/** @type {string} */ text) => /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(plainNumber(text));

/** @param {Item} item @param {string} text @param {string} unit */
export function numericValue(item, text, unit) {
  const number = plainNumber(text);
  if (!number) return null;
  if (item.units && item.units.length) return { number, unit };
  return item.unit ? { number, unit: item.unit } : { number };
}

/** Chosen ids in the order of the paper, so that the order of clicks never matters. @param {Item} item @param {Set<string>} chosen */
export function multipleValue(item, chosen) {
  const ids = (item.options || []).map((o) => o.id).filter((id) => chosen.has(id));
  return ids.length ? ids : null;
}

/** @param {Item} item @param {any} value @returns {'none'|'part'|'full'} */
export function completeness(item, value) {
  if (value === null || value === undefined || value === '') return 'none';
  if (item.type === 'matching') {
    const done = Object.keys(value).length;
    return done === 0 ? 'none' : done < (item.left || []).length ? 'part' : 'full';
  }
  if (item.type === 'numeric') {
    if (!looksNumeric(String(value.number))) return 'part';
    return item.units && item.units.length && !value.unit ? 'part' : 'full';
  }
  if (Array.isArray(value)) return value.length ? 'full' : 'none';
  return 'full';
}

export const letter = (/** @type {number} */ index) => String.fromCharCode(65 + index);

/** A value in the candidate's words, for showing two side by side.
 * @param {Item} item @param {any} value @param {(key: string) => string} w @returns {string} */
export function describe(item, value, w) {
  if (completeness(item, value) === 'none') return w('blank');
  const text = (/** @type {any[]|undefined} */ list, /** @type {string} */ id) => {
    const at = (list || []).findIndex((o) => o.id === id);
    return at < 0 ? id : `${letter(at)} ${/** @type {any[]} */ (list)[at].text}`;
  };
  switch (item.type) {
    case 'single': return text(item.options, value);
    case 'multiple': return value.map((/** @type {string} */ id) => text(item.options, id)).join('；');
    case 'ordering': return value.map((/** @type {string} */ id, /** @type {number} */ n) => `${n + 1}. ${text(item.options, id).slice(2)}`).join(' ');
    case 'true_false': return w(value ? 'true' : 'false');
    case 'numeric': return `${value.number} ${value.unit || ''}`.trim();
    case 'matching': return Object.keys(value).map((l) => `${text(item.left, l).slice(2)} → ${text(item.right, value[l]).slice(2)}`).join('；');
    default: return String(value);
  }
}

/** What a candidate should see before handing in, as positions on the paper. @param {Item[]} items
 * @param {(item: Item) => {value: any, state: string}} entryOf @param {Set<string>} flags */
export function unfinished(items, entryOf, flags) {
  const where = (/** @type {(item: Item) => boolean} */ test) => items.map((item, n) => (test(item) ? n : -1)).filter((n) => n >= 0);
  return {
    total: items.length,
    blank: where((item) => completeness(item, entryOf(item).value) === 'none'),
    part: where((item) => completeness(item, entryOf(item).value) === 'part'),
    flagged: where((item) => flags.has(item.item)),
    unsaved: where((item) => entryOf(item).state !== 'saved'),
  };
}
