import { onDocument } from '../lib/onDocument.js';
import { trackMatches } from '../lib/trackMatches.js';

/** A form that matches the selector was submitted; `form` is its id or name, if it has one. */
export default (track, options) =>
  onDocument('submit', (form) => {
    // By attribute: form.id and form.name are its fields of that name, where it has some.
    const named = form.getAttribute('id') || form.getAttribute('name') || '';
    // Half of a surrogate pair is no text in UTF-8, and would have the beacon refused.
    const [short] = /^[^\ud800-\udfff]{1,256}/u.exec(named) || [];
    trackMatches(track, 'form_submit', options, ({ selector }) => form.matches(selector), {
      properties: { form: short },
    });
  });
