import { onDocument } from '../lib/onDocument.js';
import { trackMatches } from '../lib/trackMatches.js';

/**
 * How much of the page's height, in percent, has come into view by scrolling down: an event for each
 * threshold, once per view, in rising order. What is visible without scrolling counts for nothing.
 */
export default (track, options, view) => {
  let current;
  let reached;

  onDocument('scroll', (target) => {
    // Elements scroll too; and single page apps scroll to the top of their next view.
    if (target != document || scrollY <= 0) return;
    if (current != view()) reached = 0;
    current = view();
    // innerHeight grows where a phone hides its address bar. The 1: zoomed pages end at half a pixel.
    const seen = (scrollY + innerHeight + 1) / document.scrollingElement.scrollHeight;
    while (reached < 100 && reached + 1 <= seen * 100) {
      const percent = ++reached;
      const matches = ({ thresholds }) => thresholds.includes(percent);
      trackMatches(track, 'scroll_depth', options, matches, { value: percent });
    }
  });
};
