/**
 * Starts a stopwatch; the function it returns reads whole milliseconds, never negative.
 *
 * Neither clock alone will do: Date.now() steps when the visitor's clock is set, performance.now()
 * stands still while some systems sleep (https://crbug.com/1206450). An age that is too small could
 * let a retry slip past the duplicate check, so the larger of the two counts.
 */
export const startAge = () => {
  const wall = Date.now();
  const steady = performance.now();
  return () => Math.round(Math.max(Date.now() - wall, performance.now() - steady));
};
