// Runs in every document before its own scripts. Reports by one binding, which it takes away from the page.
(() => {
  const send = globalThis.__perfsight;
  if (typeof send !== 'function') return;
  delete globalThis.__perfsight;
  const stringify = JSON.stringify;
  const emit = (message) => send(stringify({ at: Date.now(), ...message }));

  globalThis.addEventListener('perfsight:metric', (event) => {
    let text;
    try {
      text = stringify(event.detail);
    } catch (error) {
      text = stringify(String(error));
    }
    emit({ kind: 'metric', text: (text ?? 'null').slice(0, 4096) });
  });

  // Vitals belong to the page, not to its frames.
  if (globalThis.top !== globalThis || typeof PerformanceObserver !== 'function') return;
  const vital = (key, value) => emit({ kind: 'vital', key, value });
  const isObserved = (type) => PerformanceObserver.supportedEntryTypes.includes(type);
  const observe = (type, read, options) => {
    if (!isObserved(type)) return;
    new PerformanceObserver((list) => list.getEntries().forEach(read)).observe({ type, buffered: true, ...options });
  };

  const shifts = isObserved('layout-shift'), tasks = isObserved('longtask');
  // Session windows: shifts less than 1 s apart, 5 s at most; the worst window counts.
  let windowStart = -Infinity, windowEnd = -Infinity, windowSum = 0, worst = 0;

  // Blocking time counts from the first paint on; its entry may come after the long task that delayed it.
  let painted = Infinity, early = [];
  const block = (entry) => {
    const end = entry.startTime + entry.duration;
    const blocking = end - Math.max(entry.startTime, painted) - 50;
    if (blocking > 0) vital('web_vitals.tbt', blocking);
  };
  observe('paint', (entry) => {
    if (entry.name !== 'first-contentful-paint') return;
    painted = entry.startTime;
    vital('web_vitals.fcp', entry.startTime);
    // From here on it is measured that nothing shifts and nothing blocks.
    if (shifts) vital('web_vitals.cls', worst);
    if (tasks) vital('web_vitals.tbt', 0);
    early.forEach(block);
    early = [];
  });
  observe('largest-contentful-paint', (entry) => vital('web_vitals.lcp', entry.startTime));

  observe('layout-shift', (entry) => {
    if (entry.hadRecentInput) return;
    if (entry.startTime - windowEnd >= 1000 || entry.startTime - windowStart >= 5000) {
      windowStart = entry.startTime;
      windowSum = 0;
    }
    windowEnd = entry.startTime;
    windowSum += entry.value;
    if (windowSum > worst) {
      worst = windowSum;
      vital('web_vitals.cls', worst);
    }
  });

  // The longest ten interactions hold the 98th percentile of up to 500.
  const interactions = new Map();
  let seen = 0;
  observe('event', (entry) => {
    if (!entry.interactionId) return;
    const known = interactions.get(entry.interactionId);
    if (known === undefined) seen += 1;
    if (known !== undefined && known >= entry.duration) return;
    interactions.set(entry.interactionId, entry.duration);
    const longest = [...interactions].sort((one, other) => other[1] - one[1]);
    longest.splice(10).forEach(([id]) => interactions.delete(id));
    const total = performance.interactionCount ?? seen;
    vital('web_vitals.inp', longest[Math.min(longest.length - 1, Math.floor(total / 50))][1]);
  }, { durationThreshold: 16 });

  observe('longtask', (entry) => {
    vital('web_vitals.long_tasks', entry.duration);
    if (painted === Infinity) early.push(entry);
    else block(entry);
  });
  observe('long-animation-frame', (entry) => vital('web_vitals.long_frames', entry.blockingDuration));
  observe('navigation', (entry) => {
    if (entry.responseStart > 0) vital('navigation.first_byte', entry.responseStart);
    if (entry.domContentLoadedEventEnd > 0) vital('navigation.dom_content_loaded', entry.domContentLoadedEventEnd);
    if (entry.loadEventEnd > 0) vital('navigation.load', entry.loadEventEnd);
  });
})();
