import { onDocument } from './onDocument.js';

/** Calls `action(url)` when a link is followed: by click, by key, or by the middle button into a new tab. */
export const onLink = (action) =>
  ['click', 'auxclick'].forEach((type) =>
    onDocument(type, (target, { button }) => {
      const link = button < 2 && target.closest('a[href],area[href]');
      // By attribute: link.href is an object where the link stands in an SVG.
      if (link) action(new URL(link.getAttribute('href'), document.baseURI));
    }),
  );
