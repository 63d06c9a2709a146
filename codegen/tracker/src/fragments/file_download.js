import { onLink } from '../lib/onLink.js';
import { trackMatches } from '../lib/trackMatches.js';

/** A link to a file with one of the endings was followed; `path` without query, `extension` lower case. */
export default (track, options) =>
  onLink(({ pathname }) => {
    const extension = pathname.split('.').pop().toLowerCase();
    const matches = ({ extensions }) => extensions.includes(extension);
    trackMatches(track, 'file_download', options, matches, {
      properties: { path: pathname, extension },
    });
  });
