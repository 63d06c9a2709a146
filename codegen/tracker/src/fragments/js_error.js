import { cleanUrl } from '../lib/cleanUrl.js';
import { safe } from '../lib/safe.js';
import { shortText } from '../lib/shortText.js';
import { trackMatches } from '../lib/trackMatches.js';

/**
 * An uncaught error or rejection: `message`, and as `source` file and line where the browser tells.
 * Errors of scripts from elsewhere all read 'Script error.', without a source. At most one a second
 * and 20 a page: an error in a loop must not become traffic.
 */
export default (track, options) => {
  let left = 20;
  let resting;

  const report = (message, filename, line) => {
    if (resting > performance.now() || left-- < 1) return;
    resting = performance.now() + 1e3;
    trackMatches(track, 'js_error', options, () => 1, {
      properties: {
        message: shortText(message),
        source: filename ? shortText(cleanUrl(filename) + ':' + line) : undefined,
      },
    });
  };

  // Resources that fail to load do not bubble up to here.
  addEventListener('error', safe(({ message, filename, lineno }) => report(message, filename, lineno)));
  addEventListener(
    'unhandledrejection',
    safe(({ reason }) => report(String((reason && reason.message) || reason))),
  );
};
