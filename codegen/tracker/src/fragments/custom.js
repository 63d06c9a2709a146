import { safe } from '../lib/safe.js';

/** `data-tally-event="name"` in the page: a click on the element or inside it is that custom event. */
export default (track) =>
  addEventListener(
    'click',
    safe(({ target }) => {
      const declared = target.closest('[data-tally-event]');
      if (declared) track(declared.dataset.tallyEvent);
    }),
    true,
  );
