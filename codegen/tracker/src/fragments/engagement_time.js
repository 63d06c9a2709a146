import { safe } from '../lib/safe.js';
import { trackMatches } from '../lib/trackMatches.js';

/**
 * The seconds that the page was visible and in focus, sent when its view is left or hidden, for that
 * view. performance.now() may stand still while the device sleeps, which is as it should be.
 */
export default (track, options) => {
  let engaged = 0;
  let since;

  const look = () => {
    const now = performance.now();
    if (since >= 0) engaged += now - since;
    since = document.visibilityState == 'visible' && document.hasFocus() ? now : -1;
  };

  ['focus', 'blur', 'visibilitychange'].forEach((type) => addEventListener(type, safe(look), true));
  look();
  return () => {
    look();
    const value = Math.round(engaged) / 1e3;
    engaged = 0;
    if (value) trackMatches(track, 'engagement_time', options, () => 1, { value });
  };
};
