// @ts-check
/** The bar and the strip under it: time left, proof of saving, trouble. Says each thing once to a screen reader. */
import { formatInstant, formatLeft } from './clock.js';

/** @param {{part: (name: string) => HTMLElement, w: any, zone: string}} page */
export function createStatus({ part, w, zone }) {
  const clock = part('clock'), saved = part('saved'), count = part('count'), strip = part('notice'), voice = part('voice'), alarm = part('alarm');
  let shown = '', last = '', fixed = '', stopped = false;

  const words = (/** @type {any} */ e) => {
    if (e.state === 'saved') return e.at ? `✓ ${w('saved_at', { at: formatInstant(e.at, zone) })}` : `✓ ${w('saved')}`;
    if (e.state === 'saving' || (e.state === 'unsaved' && e.timer)) return `… ${w('saving')}`;
    if (e.state === 'refused') return `✕ ${w(e.why === '413' || e.why === 'too_large' ? 'refused_long' : 'refused')}`;
    return e.state === 'conflict' ? `✕ ${w('conflict')}` : `▲ ${w('unsaved')}`;
  };

  /** @param {string} text @param {boolean} [loud] */
  function say(text, loud = false) { (loud ? alarm : voice).textContent = text; }

  /** @param {string} text @param {string} tone */
  function draw(text, tone) {
    strip.hidden = !text;
    strip.className = `notice ${tone}`;
    const place = strip.querySelector('[data-part="notice-text"]');
    if (place && place.textContent !== text) place.textContent = text;
  }

  return {
    words, say,
    instant: (/** @type {string|undefined} */ at) => formatInstant(at, zone),
    /** @param {number|null} ms null: only the server knows, and it has not answered yet */
    clock(ms) {
      if (stopped) return;
      const text = ms === null ? '--:--:--' : formatLeft(ms);
      if (text === shown) return;
      shown = text;
      clock.textContent = w('left', { time: text });
      clock.classList.toggle('soon', ms !== null && ms <= 300000);
    },
    stop() { stopped = true; clock.textContent = ''; },
    /** A strip that stays until it is taken back with ''. @param {string} text @param {string} tone */
    notice(text, tone) { fixed = text; draw(text, tone); },
    /** @param {{items: any[], entryOf: (item: any) => any, flags: Set<string>, failing: boolean, healthy: boolean, full: (item: any) => boolean}} all */
    total({ items, entryOf, flags, failing, healthy, full }) {
      const entries = items.map(entryOf);
      const open = entries.filter((e) => e.state !== 'saved').length;
      const busy = entries.some((e) => e.state === 'saving' || e.timer);
      const at = entries.reduce((max, e) => (e.at && e.at > max ? e.at : max), '');
      const text = open === 0 ? (at ? `✓ ${w('saved_at', { at: formatInstant(at, zone) })}` : '')
        : busy && !failing ? `… ${w('saving')}` : `▲ ${w('unsaved_n', { n: open })}`;
      saved.textContent = text;
      saved.className = `saved tabular${open === 0 ? '' : busy && !failing ? ' busy' : ' not'}`;
      count.textContent = w('answered_n', { n: items.filter(full).length, total: items.length });
      const flagged = part('flag-count');
      if (flagged) flagged.textContent = flags.size ? w('flags_n', { n: flags.size }) : '';
      if (!fixed) draw(!healthy ? w('no_room') : failing && open ? w('offline_n', { n: open }) : '', 'warn');
      const news = open === 0 ? 'saved' : failing ? 'offline' : last;
      if (news !== last && (news === 'offline' || last === 'offline')) say(news === 'saved' ? w('all_saved') : w('offline_n', { n: open }));
      else if (news === 'saved' && text) voice.textContent = text.slice(2);
      last = news;
    },
  };
}
