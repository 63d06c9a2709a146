import { beaconId } from './beaconId.js';
import { startAge } from './startAge.js';

/**
 * Beacons from birth to acknowledgement, in memory alone.
 * Returns [add(events, page), send(last), clear()]: `events` carry a stopwatch in `age_ms` that is
 * read here for good; `last` says that the page may be gone in a moment. With `gpc` nothing is sent of
 * visitors who ask for privacy.
 */
export const delivery = ({ url, token, gpc }) => {
  const waiting = new Set();
  let dropped = 0;
  let flying = 0;
  let pauseEnd = 0;
  let retryAfterEnd = 0;
  let timer;
  let stopped;

  const clear = () => waiting.clear();

  const send = (last) => {
    clearTimeout(timer);
    const rest = (last ? retryAfterEnd : pauseEnd) - performance.now();
    // setTimeout takes 31 bits: a longer wait is asked for again, not cut short.
    if (rest > 0) timer = setTimeout(send, Math.min(rest, 1e9), 0);
    else waiting.forEach((attempt) => attempt(1));
  };

  const add = (events, page) => {
    const age = startAge();
    let tries = 0;
    let busy;
    events.forEach((event) => (event.age_ms = event.age_ms()));
    const beacon = {
      id: beaconId(),
      token,
      page,
      webdriver: navigator.webdriver || undefined,
      gpc: navigator.globalPrivacyControl || navigator.doNotTrack == 1 || undefined,
      dropped: dropped || undefined,
      events,
    };
    const lose = () => (dropped += events.length + (beacon.dropped || 0));

    const retry = (seconds) => {
      const pause = seconds > 0 ? seconds * 1e3 : 500 << Math.min(tries++, 9);
      // Jitter on both, so that pages which failed together do not come back together.
      pauseEnd = Math.max(pauseEnd, performance.now() + pause * (1 + Math.random()));
      if (seconds > 0) retryAfterEnd = pauseEnd;
      busy = 0;
      send();
    };

    const attempt = async (keepalive) => {
      if (keepalive && busy) return;
      let size = 0;
      busy = 1;
      try {
        beacon.age_ms = age();
        const body = JSON.stringify(beacon);
        if ('keepalive' in Request.prototype) {
          // The browser's 64 KiB of keepalive in flight are shared with the page's own requests.
          if (keepalive) size = new Blob([body]).size;
          if (flying + size > 32768) size = 0;
          flying += size;
          // Outlives the page like sendBeacon, but names its Origin, sends no cookie and tells the
          // answer. Text in mode cors (the default) is a simple request: no preflight.
          const { status, headers } = await fetch(url, {
            method: 'POST',
            body,
            keepalive: size > 0,
            credentials: 'omit',
          });
          if (/^(408|425|429|5..)$/.test(status)) retry(+headers.get('Retry-After'));
          else {
            waiting.delete(attempt);
            if (/^40[13]$/.test(status)) clear((stopped = 1));
            else if (status > 299) lose();
          }
        } else if (navigator.sendBeacon(url, body)) waiting.delete(attempt);
        else retry();
      } catch {
        // The browser refuses keepalive over its own 64 KiB; without it the request may pass.
        if (size) attempt();
        else retry();
      }
      flying -= size;
    };

    if (stopped || (gpc && beacon.gpc)) return;
    dropped = 0;
    // A page that is never heard keeps a bound: what comes on top is lost, and said in `dropped`.
    if (waiting.size < 50) waiting.add(attempt);
    else lose();
  };

  return [add, send, clear];
};
