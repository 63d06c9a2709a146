/** 26 characters of [0-9a-v], 130 random bits: one beacon's id, the same on each of its retries. */
export const beaconId = () => {
  const bytes = new Uint8Array(26).map(() => Math.random() * 256);
  try {
    crypto.getRandomValues(bytes);
  } catch {
    // No crypto here: what Math.random gave stays.
  }
  return [...bytes].map((byte) => (byte >> 3).toString(32)).join('');
};
