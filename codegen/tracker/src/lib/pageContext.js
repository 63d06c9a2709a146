import { cleanUrl } from './cleanUrl.js';
import { safe } from './safe.js';

/**
 * What a beacon says about the view its events happened on (wire: `page`).
 * In a single page app the referrer is the view before; `entry` is the view the visit began on, so
 * that a campaign is credited on later views too. Undefined fields are left out by JSON.
 */
export const pageContext = (previous, entry) => ({
  url: cleanUrl(location.href),
  referrer: previous ? previous.url : cleanUrl(document.referrer),
  width: screen.width,
  language: navigator.language,
  timezone: safe(() => Intl.DateTimeFormat().resolvedOptions().timeZone)(),
  entry: entry && { url: entry.url, referrer: entry.referrer },
});
