// @ts-check
/** A kept page of the book: definitions answer to Escape, wide tables say that they scroll. */
import { terms } from '../behaviours/terms.js';
import { wideTables } from '../behaviours/wide-tables.js';

document.documentElement.classList.add('js');
wideTables(document);
document.querySelectorAll('[data-part="article"]').forEach(terms);
