// @ts-check
/** Binds data-behaviour="name" to behaviours/<name>.js, now and after htmx brought a fragment. One behaviour a file. */
import { board } from './behaviours/board.js';
import { calculator } from './behaviours/calculator.js';
import { closes } from './behaviours/closes.js';
import { confirm } from './behaviours/confirm.js';
import { contrast } from './behaviours/contrast.js';
import { copy } from './behaviours/copy.js';
import { countdown } from './behaviours/countdown.js';
import { disclosure } from './behaviours/disclosure.js';
import { filter } from './behaviours/filter.js';
import { focusMe } from './behaviours/focus-me.js';
import { keepBook } from './behaviours/keep-book.js';
import { lateDrafts } from './behaviours/late-drafts.js';
import { marks } from './behaviours/marks.js';
import { reveal } from './behaviours/reveal.js';
import { safeBrowser } from './behaviours/safe-browser.js';
import { signOut } from './behaviours/sign-out.js';
import { tabs } from './behaviours/tabs.js';
import { terms } from './behaviours/terms.js';
import { textSize } from './behaviours/text-size.js';
import { waiting } from './behaviours/waiting.js';
import { wideTables } from './behaviours/wide-tables.js';
import { points } from './scoring/points.js';
import { scoresheet } from './scoring/sheet.js';
import { readWords } from './words.js';

/** @type {Record<string, (node: any, w: import('./words.js').Words) => void>} */
const BEHAVIOURS = { board, calculator, closes, confirm, contrast, copy, countdown, disclosure, filter, 'focus-me': focusMe, 'keep-book': keepBook, 'late-drafts': lateDrafts, marks, reveal, 'safe-browser': safeBrowser, 'sign-out': signOut, tabs, terms, 'text-size': textSize, waiting, points, scoresheet };

const w = readWords('page-words');
const bound = new WeakSet();

/** @param {ParentNode} root */
export function bind(root) {
  wideTables(root);
  root.querySelectorAll('[data-behaviour]').forEach((node) => {
    if (bound.has(node)) return;
    bound.add(node);
    for (const name of (node.getAttribute('data-behaviour') || '').split(/\s+/)) if (BEHAVIOURS[name]) BEHAVIOURS[name](node, w);
  });
}

document.documentElement.classList.add('js');
bind(document);
window.addEventListener('resize', () => wideTables(document));
for (const event of ['htmx:after:swap', 'htmx:after:process', 'htmx:afterSettle']) document.addEventListener(event, () => bind(document));
