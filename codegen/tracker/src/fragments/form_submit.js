import { onDocument } from '../lib/onDocument.js';
import { shortText } from '../lib/shortText.js';
import { trackMatches } from '../lib/trackMatches.js';

/** A form that matches the selector was submitted; `form` is its id or name, if it has one. */
export default (track, options) =>
  onDocument('submit', (form) => {
    // By attribute: form.id and form.name are its fields of that name, where it has some.
    const named = form.getAttribute('id') || form.getAttribute('name') || '';
    trackMatches(track, 'form_submit', options, ({ selector }) => form.matches(selector), {
      properties: { form: shortText(named) },
    });
  });
