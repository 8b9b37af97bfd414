// @ts-check
/** A form as plain data and back, for the draft on this device. Pure over arrays of {name, type, value, checked}. */

/** @param {ArrayLike<any>} fields @returns {Record<string, string|string[]>} */
export function gather(fields) {
  /** @type {Record<string, any>} */
  const out = {};
  for (const f of Array.from(fields)) {
    if (!f.name || f.type === 'hidden' || f.type === 'submit' || f.type === 'button' || f.type === 'fieldset') continue;
    if (f.type === 'radio') { if (f.checked) out[f.name] = f.value; }
    else if (f.type === 'checkbox') { out[f.name] = out[f.name] || []; if (f.checked) out[f.name].push(f.value); }
    else out[f.name] = f.value;
  }
  return out;
}

/** @param {ArrayLike<any>} fields @param {Record<string, any>} data @returns {number} how many fields changed */
export function restore(fields, data) {
  let changed = 0;
  for (const f of Array.from(fields)) {
    if (!f.name || !(f.name in data) || f.type === 'hidden') continue;
    if (f.type === 'radio' || f.type === 'checkbox') {
      const on = f.type === 'radio' ? data[f.name] === f.value : data[f.name].includes(f.value);
      if (f.checked !== on) { f.checked = on; changed++; }
    } else if (f.value !== data[f.name]) { f.value = data[f.name]; changed++; }
  }
  return changed;
}

/** A draft counts only above the version of the sheet it was made from. @param {any} kept @param {string} version */
export const usable = (kept, version) => Boolean(kept && kept.data && kept.version === version);
