import { safe } from './safe.js';

/**
 * Calls `action(target, event)` for each `type` event in the page, before the page's own handlers: those
 * may remove the element or stop the event. Passive, so the page's behaviour cannot change.
 */
export const onDocument = (type, action) =>
  document.addEventListener(
    type,
    safe((event) => action(event.target, event)),
    { capture: true, passive: true },
  );
