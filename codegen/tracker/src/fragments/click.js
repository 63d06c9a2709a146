import { onDocument } from '../lib/onDocument.js';
import { trackMatches } from '../lib/trackMatches.js';

/** A click on an element that matches the selector, or within one. */
export default (track, options) =>
  onDocument('click', (target) =>
    trackMatches(track, 'click', options, ({ selector }) => target.closest(selector)),
  );
