// @ts-check
/** Marking a short answer by keyboard: a digit marks the line that is lit, Enter keeps it. The form works without it. */

/**
 * The line to go on with after `at`: the next one without points, round to the start; -1 when all have points.
 * @param {(number | null)[]} given @param {number} at
 */
export function following(given, at) {
  for (let step = 1; step <= given.length; step += 1) {
    const n = (at + step) % given.length;
    if (given[n] === null) return n;
  }
  return -1;
}

/** @param {any} form */
export function points(form) {
  const lines = Array.from(form.querySelectorAll('[data-line]'));
  const total = form.querySelector('[data-part="total"]');
  const send = form.querySelector('[type="submit"]');
  let here = 0;

  const given = () => lines.map((line) => {
    const chosen = line.querySelector('input:checked');
    return chosen ? Number(chosen.value) : null;
  });

  function show() {
    const now = given();
    if (total) total.textContent = now.some((n) => n !== null) ? String(now.reduce((/** @type {number} */ sum, n) => sum + (n || 0), 0)) : '–';
    lines.forEach((line, n) => line.classList.toggle('here', n === here));
  }

  /** @param {number} n */
  function go(n) {
    here = n;
    show();
    const field = n < 0 ? send : lines[n].querySelector('input:checked') || lines[n].querySelector('input');
    if (field) field.focus();
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    const at = /** @type {any} */ (event.target);
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (at.tagName === 'TEXTAREA' || at.tagName === 'SELECT') return;
    const line = here < 0 ? lines.length - 1 : here;
    if (/^[0-9]$/.test(event.key)) {
      const field = lines[line].querySelector(`input[value="${event.key}"]`);
      if (!field) return;
      event.preventDefault();
      field.checked = true;
      go(following(given(), line));
    } else if (event.key === 'Backspace') {
      event.preventDefault();
      go(here < 0 ? lines.length - 1 : Math.max(0, here - 1));
    } else if (event.key === 'Enter' && !/^(A|BUTTON|SUMMARY)$/.test(at.tagName)) {
      event.preventDefault();
      const missing = following(given(), -1);
      if (missing < 0) send.click(); else go(missing);
    }
  }

  lines.forEach((line, n) => {
    line.addEventListener('focusin', () => { here = n; show(); });
    line.addEventListener('change', show);
  });
  document.addEventListener('keydown', press);
  here = Math.max(0, following(given(), -1));
  show();
}
