import { onLink } from '../lib/onLink.js';
import { trackMatches } from '../lib/trackMatches.js';

/** A link to another host was followed; `host` is that host, with its port if it names one. */
export default (track, options) =>
  onLink(({ protocol, host }) => {
    if (/^http/.test(protocol) && host != location.host)
      trackMatches(track, 'outbound_link', options, () => 1, { properties: { host } });
  });
