import { safe } from './safe.js';

/**
 * Sends one event `name` with the ids of the triggers that `matches`, or none where none does.
 * A trigger whose test throws (a selector that is no CSS) matches nothing and costs no other.
 */
export const trackMatches = (track, name, options, matches, details) => {
  const triggers = options.filter(safe(matches)).map(({ id }) => id);
  // The wire takes 64, and the collector refuses a beacon as a whole.
  if (triggers[0]) track(name, { ...details, triggers: triggers.slice(0, 64) });
};
