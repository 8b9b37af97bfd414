// @ts-check
/** A pocket calculator's arithmetic, exact in decimals: 0.1 + 0.2 is 0.3. No page in it. */

/** n / 10^scale. @typedef {{n: bigint, scale: number}} Decimal */
/** `entry`: what is being typed; `left`, `sign`: what waits; `memory`; `fresh`: the next digit begins anew.
 * @typedef {{entry: string, left: Decimal|null, sign: string, memory: Decimal, fresh: boolean, fault: boolean}} State */

const MOST_DIGITS = 15;
const PLACES = 12;
const TEN = BigInt(10);
const ZERO = BigInt(0);

/** @param {number} power */
const ten = (power) => { let n = BigInt(1); for (let i = 0; i < power; i += 1) n *= TEN; return n; };

/** @param {string} text @returns {Decimal} */
export function parse(text) {
  const [whole, part = ''] = text.split('.');
  return { n: BigInt(whole + part), scale: part.length };
}

/** Without zeros at the end of the fraction. @param {Decimal} d @returns {Decimal} */
function trimmed({ n, scale }) {
  while (scale > 0 && n % TEN === ZERO) { n /= TEN; scale -= 1; }
  return { n, scale };
}

/** Rounded half away from zero to so many places. @param {Decimal} d @param {number} places @returns {Decimal} */
function rounded({ n, scale }, places) {
  if (scale <= places) return trimmed({ n, scale });
  const cut = ten(scale - places), half = cut / BigInt(2), size = n < ZERO ? -n : n;
  const whole = (size + half) / cut;
  return trimmed({ n: n < ZERO ? -whole : whole, scale: places });
}

/** @param {Decimal} d @returns {string} '' when it has more digits than the display */
export function format(d) {
  const whole = rounded(d, 0);
  const room = MOST_DIGITS - String(whole.n < ZERO ? -whole.n : whole.n).length;
  if (room < 0) return '';
  const { n, scale } = rounded(d, Math.min(PLACES, room));
  const digits = String(n < ZERO ? -n : n).padStart(scale + 1, '0');
  const text = scale ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits;
  return n < ZERO ? `-${text}` : text;
}

/** @param {Decimal} a @param {string} sign @param {Decimal} b @returns {Decimal|null} null: divided by nothing */
export function reckon(a, sign, b) {
  const scale = Math.max(a.scale, b.scale);
  const left = a.n * ten(scale - a.scale), right = b.n * ten(scale - b.scale);
  if (sign === '+') return trimmed({ n: left + right, scale });
  if (sign === '−') return trimmed({ n: left - right, scale });
  if (sign === '×') return rounded({ n: a.n * b.n, scale: a.scale + b.scale }, 2 * PLACES);
  if (right === ZERO) return null;
  return rounded({ n: (left * ten(PLACES + 1)) / right, scale: PLACES + 1 }, PLACES);
}

/** @returns {State} */
export const cleared = (memory = /** @type {Decimal} */ ({ n: ZERO, scale: 0 })) => ({ entry: '0', left: null, sign: '', memory, fresh: true, fault: false });

/** @param {State} s @param {Decimal|null} value @returns {State} */
function shown(s, value) {
  const text = value ? format(value) : '';
  return text ? { ...s, entry: text, fresh: true } : { ...cleared(s.memory), entry: '–', fault: true };
}

/** @param {State} s */
const settled = (s) => (s.sign && s.left ? shown({ ...s, left: null, sign: '' }, reckon(s.left, s.sign, parse(s.entry))) : s);

/** One key. @param {State} s @param {string} key @returns {State} */
export function press(s, key) {
  if (key === 'C') return cleared(s.memory);
  if (key === 'MC') return { ...s, memory: { n: ZERO, scale: 0 } };
  if (s.fault) return s;
  if (/^[0-9.]$/.test(key)) return typed(s, key);
  if (key === '⌫') return s.fresh ? s : { ...s, entry: s.entry.length > 1 && s.entry !== '-0' ? s.entry.slice(0, -1) : '0' };
  if (key === '±') return s.entry === '0' ? s : { ...s, entry: s.entry.startsWith('-') ? s.entry.slice(1) : `-${s.entry}` };
  if (key === '%') return shown(s, reckon(parse(s.entry), '÷', parse('100')));
  if (key === 'M+') { const done = settled(s); return done.fault ? done : { ...done, memory: /** @type {Decimal} */ (reckon(done.memory, '+', parse(done.entry))), fresh: true }; }
  if (key === 'MR') return shown(s, s.memory);
  if (key === '=') return settled(s);
  const done = s.fresh && s.sign ? s : settled(s);
  return done.fault ? done : { ...done, left: done.fresh && done.sign ? done.left : parse(done.entry), sign: key, fresh: true };
}

/** @param {State} s @param {string} key @returns {State} */
function typed(s, key) {
  const entry = s.fresh ? '0' : s.entry;
  if (key === '.' && entry.includes('.')) return s;
  if (entry.replace(/[-.]/g, '').length >= MOST_DIGITS) return s;
  const next = entry === '0' && key !== '.' ? key : entry + key;
  return { ...s, entry: next, fresh: false };
}
