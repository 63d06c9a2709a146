import { onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals';
import { safe } from '../lib/safe.js';
import { trackMatches } from '../lib/trackMatches.js';

/**
 * The Core Web Vitals by their own library: one event per vital and load (a return from the
 * back/forward cache is another), as soon as it is final or the page is hidden for the first time.
 */
export default (track, options) => {
  const measures = { CLS: onCLS, FCP: onFCP, INP: onINP, LCP: onLCP, TTFB: onTTFB };
  const reported = {};

  const report = ({ name, id, value, rating }) => {
    // CLS and INP are told again, larger, each time the page is hidden: the first one counts.
    if (reported[id]) return;
    reported[id] = 1;
    trackMatches(track, 'web_vital', options, ({ vital }) => vital == name, {
      value: name == 'CLS' ? value : value / 1e3,
      properties: { vital: name, rating },
    });
  };

  new Set(options.map(({ vital }) => vital)).forEach(safe((vital) => measures[vital](safe(report))));
};
