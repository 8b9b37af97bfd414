// @ts-check
/** The invigilator's board: asks every five seconds, changes only what changed, filters and finds. Without script it is a list. */
import { counted, heardAgo, inOrder, seatOf, stateAt, wanted } from '../board/seats.js';
import { el, fill } from '../el.js';
import { readWords } from '../words.js';

const EVERY = 5000, WHILE_HIDDEN = 30000;

/** @param {any} node */
export function board(node) {
  const w = readWords('board-words');
  const part = (/** @type {string} */ name) => node.querySelector(`[data-part="${name}"]`);
  const fresh = /** @type {HTMLElement} */ (document.querySelector('[data-part="fresh"]'));
  const list = part('seats'), find = part('find'), urgent = part('urgent'), picks = Array.from(node.querySelectorAll('[data-pick]'));
  /** @type {Record<string, {sign: string, word: string}>} */ const faces = {};
  for (const pick of picks) if (pick.dataset.pick) faces[pick.dataset.pick] = { sign: pick.querySelector('.sign').textContent, word: pick.childNodes[1].textContent.trim() };
  /** @type {Map<number, any>} */
  const cells = new Map(Array.from(list.children, (/** @type {any} */ item) => {
    const face = item.firstElementChild;
    return [Number(face.dataset.n), { item, face, n: Number(face.dataset.n), find: face.dataset.find, state: face.dataset.s, seat: null }];
  }));
  let etag = '', askedAt = performance.now(), heardAt = askedAt, server = 0, serverAt = 0, pick = '', order = '', asking = false;

  /** @param {any} cell @param {string} name @param {string} text */
  function write(cell, name, text) {
    const place = cell.face.querySelector(`[data-part="${name}"]`);
    if (place.textContent !== text) place.textContent = text;
  }

  /** One cell follows what is known, without being drawn anew. @param {any} cell @param {number} now */
  function draw(cell, now) {
    if (!cell.seat) return;
    const state = stateAt(cell.seat, now), ago = heardAgo(cell.seat, now);
    if (state !== cell.state) { cell.face.dataset.s = cell.state = state; write(cell, 'sign', faces[state].sign); write(cell, 'word', faces[state].word); }
    write(cell, 'answered', cell.seat.answered ? String(cell.seat.answered) : '');
    write(cell, 'contact', ago ? w(ago[0], { n: ago[1] }) : '');
    write(cell, 'changes', cell.seat.changes ? `⇄${cell.seat.changes}` : '');
  }

  function show() {
    const all = Array.from(cells.values()), counts = counted(all);
    let shown = 0;
    for (const cell of all) {
      cell.item.hidden = !wanted(cell, pick, find.value);
      if (!cell.item.hidden) shown += 1;
    }
    part('nobody').hidden = shown > 0;
    for (const one of picks) one.querySelector('b').textContent = String(one.dataset.pick ? counts[one.dataset.pick] || 0 : all.length);
    const sorted = inOrder(all, urgent.checked), key = sorted.map((cell) => cell.n).join();
    if (key === order) return;
    const focused = list.contains(document.activeElement) ? /** @type {any} */ (document.activeElement) : null;
    if (order || urgent.checked) list.append(...sorted.map((cell) => cell.item));
    order = key;
    if (focused) focused.focus();
  }

  /** @param {any} event */
  const line = (event) => el('li', {}, el('time', { text: event.at }), el('div', {},
    event.url ? el('a', { href: event.url, text: event.name }) : el('b', { text: event.name }), ' ', el('span', { text: event.title }),
    event.text ? el('p', { class: 'muted', text: event.text }) : null));
  /** @param {any} one */
  const said = (one) => el('li', {}, el('time', { text: one.at }), el('div', {}, one.text, el('p', { class: 'muted small', text: one.heard })));

  /** @param {any} body */
  function take(body) {
    const seats = body.seats.map(seatOf);
    if (seats.some((/** @type {any} */ seat) => !cells.has(seat.n) || (seat.attempt && cells.get(seat.n).face.tagName !== 'A'))) { location.reload(); return; }
    for (const seat of seats) cells.get(seat.n).seat = seat;
    server = body.now;
    fill(part('events'), ...(body.events.length ? body.events.map(line) : [el('li', { class: 'muted', text: w('none') })]));
    fill(part('said'), ...(body.announcements.length ? body.announcements.map(said) : [el('li', { class: 'muted', text: w('none') })]));
  }

  async function ask() {
    if (asking) return;
    asking = true;
    askedAt = performance.now();
    try {
      const reply = await fetch(node.dataset.url, { credentials: 'same-origin', cache: 'no-store', redirect: 'error', headers: { Accept: 'application/json', 'If-None-Match': etag || '""' } });
      if (reply.status === 200) {
        const body = await reply.json();
        etag = reply.headers.get('ETag') || '';
        heardAt = performance.now();
        serverAt = heardAt;
        take(body);
      } else if (reply.status === 304) heardAt = performance.now();
    } catch (_) { /* the line above the seats says how old they are */ }
    asking = false;
  }

  function tick() {
    const t = performance.now();
    if (t - askedAt >= (document.visibilityState === 'hidden' ? WHILE_HIDDEN : EVERY)) ask();
    const age = Math.round((t - heardAt) / 1000), late = age > 15;
    const text = `${late ? '▲ ' : ''}${w(late ? 'stale' : 'fresh', { n: age })}`;
    if (fresh.textContent !== text) fresh.textContent = text;
    fresh.classList.toggle('warn-ink', late);
    if (server) for (const cell of cells.values()) draw(cell, server + (t - serverAt) - (late ? t - heardAt : 0));
    show();
  }

  for (const one of picks) one.addEventListener('click', () => {
    pick = one.dataset.pick;
    for (const other of picks) other.setAttribute('aria-pressed', String(other === one));
    show();
  });
  find.addEventListener('input', show);
  urgent.addEventListener('change', show);
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') ask(); });
  ask();
  setInterval(tick, 1000);
}
