/**
 * `action`, except that nothing it throws reaches the page (it answers undefined instead).
 * Every way into the tracker (listener, timer, public function) goes through here.
 */
export const safe = (action) => (...args) => {
  try {
    return action(...args);
  } catch {
    // The page must not notice a fault of ours.
  }
};
